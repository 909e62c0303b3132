"""A registry that the tests of a file share, with a form whose sections show everything a dossier can."""

from collections.abc import AsyncIterator

import pytest

from app.instruments.definition import Definition
from tests.conftest import Server
from tests.innovations.keeping import Registry, furnished, served
from tests.rounds import making

SECTIONS = [
    {"code": "ringkasan", "weight": "0", "max_words": 5, "fields": ["summary"]},
    {"code": "latar_belakang", "weight": "30", "max_words": 6, "fields": ["problem", "goal"]},
    {"code": "kebaruan", "weight": "70", "evidence": ["surat_implementasi", "foto"]},
    {"code": "lampiran", "weight": "0", "optional": True, "evidence": ["surat_implementasi"]},
]


def proposal(edition: str = "2023") -> Definition:
    """A form with a section for each way in which one can be filled."""
    criteria = [{"label": {"id": one["code"].title()}, **one} for one in SECTIONS]
    return making.form(code="proposal", edition=edition, form={"weights_sum": "100", "criteria": criteria})


def unfound(edition: str = "2021") -> Definition:
    """An edition of which nobody has found the form."""
    told = proposal(edition).as_json() | {"form": "unknown"}
    return Definition.model_validate(told)


def levelled() -> Definition:
    """An instrument with indicators instead of sections."""
    levels = [{"level": number, "label": {"id": f"Tingkat {number}"}} for number in (1, 2, 3)]
    indicator = {"number": 1, "code": "regulasi", "label": {"id": "Regulasi"}, "weight": "3", "levels": levels}
    told = proposal("2026").as_json() | {
        "code": "indeks",
        "kind": "levelled_indicators",
        "form": None,
        "indicators": {"weights_sum": "3", "indicators": [{**indicator, "evidence": ["sk"]}]},
    }
    return Definition.model_validate(told)


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated) as fresh:
        made = await furnished(fresh)
        async with fresh.committing() as session:
            for definition in (proposal(), unfound(), levelled()):
                await making.instrument(session, definition)
        yield made
