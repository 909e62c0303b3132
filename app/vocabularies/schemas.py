"""What clients get of vocabularies."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import Output

Word = Annotated[str, Field(max_length=40, pattern="^[a-z_0-9]+$", examples=["uji_coba"])]
Sentence = Annotated[str, Field(max_length=2000, examples=["Uji coba"])]


class Wording(Output):
    """The same words in Indonesian and English."""

    id: Sentence
    en: Sentence


class CodeRead(Output):
    """A code with its label and definition."""

    code: Word
    label: Wording
    definition: Wording


class VocabularyRead(Output):
    """A list of codes. New codes may be added; none changes its meaning."""

    model_config = ConfigDict(title="Vocabulary")

    name: Word
    label: Wording
    definition: Wording
    source: Sentence | None = Field(description="The rule or document that the codes come from, where there is one.")
    codes: list[CodeRead] = Field(max_length=200)


class VocabularyList(Output):
    """Every vocabulary."""

    items: list[VocabularyRead] = Field(max_length=200)
