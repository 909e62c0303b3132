"""Whom an edition of a competition admits. The rules differ from year to year, so they are data with a source."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from app.core.schema import full_date
from app.instruments.basics import Code, Codes, Label, Part, SourceRef, Words, Year, fault, twice, unless_unknown


class AwardsWon(Part):
    """One of these awards, won so many times within these years, both included."""

    awards: Annotated[Codes, Field(min_length=1)]
    from_year: Year | None = None
    to_year: Year | None = None
    times: Annotated[int, Field(ge=1, le=20)] = 1

    @model_validator(mode="after")
    def _in_order(self) -> "AwardsWon":
        if self.from_year is not None and self.to_year is not None and self.to_year < self.from_year:
            raise fault("lies before from_year", "to_year")
        return self


class Exclusion(AwardsWon):
    """Who won one of these awards so many times within these years, both included, may not enter."""


class Quota(Part):
    """How many entries a group takes: of the whole city (`instansi`), or of each agency."""

    most: Annotated[int, Field(ge=1, le=10_000)]
    per: Literal["instansi", "agency"]


class AdmissionGroup(Part):
    """A group (kelompok) of a competition and whom it admits.

    `minimum_age_months` is counted back from the closing day of registration to the day on which the innovation was
    taken into use. `needs`: `adapts` that it adapts another innovation, `adapts_awarded` one that won one of
    `original_awards`, `invitation` that the organiser invites it, which no registry can know. `required` is what an
    innovation must have won itself. `not_found` are the rules of the group that the sources at hand do not tell, each
    in words: nothing is eligible beyond doubt as long as there are any.
    """

    code: Code
    label: Label
    minimum_age_months: Annotated[Annotated[int, Field(ge=0, le=240)] | None, BeforeValidator(unless_unknown)]
    exclusions: Annotated[tuple[Exclusion, ...], Field(max_length=50)] = ()
    quota: Quota | None = None
    needs: Literal["nothing", "adapts", "adapts_awarded", "invitation"] = "nothing"
    original_awards: Codes = ()
    required: AwardsWon | None = None
    not_found: Annotated[tuple[Words, ...], Field(max_length=20)] = ()
    note: Words | None = None

    @model_validator(mode="after")
    def _names_awards(self) -> "AdmissionGroup":
        if (self.needs == "adapts_awarded") != bool(self.original_awards):
            raise fault("original_awards go with needs: adapts_awarded", "original_awards")
        return self


class EligibilityRules(Part):
    """Whom an edition of a competition admits. `note` tells the rules that nobody can check by a record."""

    closes_on: Annotated[Annotated[date, BeforeValidator(full_date)] | None, BeforeValidator(unless_unknown)]
    groups: Annotated[tuple[AdmissionGroup, ...], Field(min_length=1, max_length=20)]
    refuses_duplicate_titles: bool = False
    source: SourceRef
    note: Words | None = None

    @model_validator(mode="after")
    def _named_once(self) -> "EligibilityRules":
        if (place := twice([group.code for group in self.groups])) is not None:
            raise fault("two groups have the same code", "groups", place, "code")
        return self
