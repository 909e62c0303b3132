"""The awards that the ledger knows by name, read once from the file beside it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.instruments.basics import CODE_PATTERN
from app.models.codes import AwardLevel

FILE = Path(__file__).with_name("awards.yaml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AwardWords(_Part):
    """A name in Indonesian and English."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]


class KnownAward(_Part):
    """An award: what it is called, how far it reaches, and who gives it."""

    code: Annotated[str, Field(pattern=CODE_PATTERN, max_length=60)]
    name: AwardWords
    level: AwardLevel
    given_by: Annotated[str, Field(min_length=1, max_length=200)]


def _once(awards: tuple[KnownAward, ...]) -> tuple[KnownAward, ...]:
    codes = [award.code for award in awards]
    if len(set(codes)) < len(codes):
        message = "an award is there twice"
        raise ValueError(message)
    return awards


class Awards(_Part):
    """The whole file."""

    awards: Annotated[tuple[KnownAward, ...], AfterValidator(_once)]


def read(told: Any) -> Mapping[str, KnownAward]:
    """Return the awards of a parsed file by code.

    Raises:
        pydantic.ValidationError: it contradicts itself.
    """
    return {award.code: award for award in Awards.model_validate(told).awards}


@lru_cache(maxsize=1)
def known_awards() -> Mapping[str, KnownAward]:
    """Return the awards of the shipped file by code."""
    return read(yaml.safe_load(FILE.read_text(encoding="utf-8")))
