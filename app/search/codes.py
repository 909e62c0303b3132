"""The codes that answers of searches use."""

from enum import StrEnum


class SearchField(StrEnum):
    """The parts of a record that are looked in."""

    NAME = "name"
    ALIAS = "alias"
    AGENCY = "agency"
    PERSON = "person"
    SUMMARY = "summary"
    PROBLEM = "problem"
    GOAL = "goal"
    NOVELTY = "novelty"
    HOW_IT_WORKS = "how_it_works"
    BENEFIT = "benefit"
    RESULT_BEFORE = "result_before"
    RESULT_AFTER = "result_after"
    CLASSIFICATION = "classification"
    PLACE = "place"
    PLATFORM = "platform"


class SuggestionKind(StrEnum):
    """What is suggested."""

    INNOVATION = "innovation"
    ALIAS = "alias"
    AGENCY = "agency"
    PERSON = "person"
    TERM = "term"
    CORRECTION = "correction"


class SimilarReason(StrEnum):
    """What two innovations have in common."""

    NAME = "name"
    WORDS = "words"
    TERMS = "terms"
    RELATION = "relation"
