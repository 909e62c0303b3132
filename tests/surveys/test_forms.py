"""Forms as dated data: a spoilt file is told with the place, and what a survey uses stays as it is."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import SurveyInstrument
from app.reference.instrument_files import FORMS, read_forms
from app.reference.marked import CorruptReference
from app.surveys.definition import SurveyDefinition
from app.surveys.forms import SurveyForms, definition_of
from tests.surveys.desk import FORM, SKM, Desk


def spoilt(**parts: Any) -> SurveyDefinition:
    return SurveyDefinition.model_validate({**FORM.as_json(), **parts})


def test_what_no_form_can_say() -> None:
    told = FORM.as_json()
    grades, unsur, orders, profile = told["grades"], told["unsur"], told["orders"], told["profile"]
    for parts in (
        {"grades": [grades[0], {**grades[1], "at_most": "88.20"}, *grades[2:]]},
        {"grades": [grades[0], {**grades[1], "at_most": "88.31"}, *grades[2:]]},
        {"grades": grades[::-1]},
        {"unsur": [*unsur, unsur[0]]},
        {"unsur": [{**unsur[0], "answers": unsur[0]["answers"][:3]}, *unsur[1:]]},
        {"orders": [{**orders[0], "unsur": orders[0]["unsur"][:8]}]},
        {"orders": [{**orders[0], "unsur": [*orders[0]["unsur"][:8], "waktu"]}]},
        {"satisfactory": "E"},
        {"weight": "0,11"},
        {"profile": [{**profile[0], "brackets": [profile[0]["brackets"][0]] * 2}]},
        {"profile": [{**profile[0], "code": "bulan"}]},
        {"profile": [profile[0], profile[0]]},
        {"highest_answer": 5},
        {"valid_from": "2017", "valid_to": "2016"},
    ):
        with pytest.raises(ValidationError):
            spoilt(**parts)
    assert spoilt() == FORM


def test_a_spoilt_file_is_told_with_its_line(tmp_path: Path) -> None:
    text = (FORMS / f"{SKM}.yaml").read_text(encoding="utf-8")
    wrong = text.replace("kompetensi, perilaku, pengaduan, sarana]", "kompetensi, perilaku, pengaduan]")
    assert wrong != text
    (tmp_path / "form.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CorruptReference) as corrupt:
        read_forms(tmp_path)
    (problem,) = corrupt.value.problems
    line = wrong.splitlines()[problem.line - 1]
    assert "perilaku, pengaduan]" in line
    assert problem.message == "must name every unsur once"


async def test_a_form_changes_until_a_survey_uses_it(session: AsyncSession) -> None:
    forms = SurveyForms(session)
    assert set((await forms.ship(read_forms())).values()) == {"created"}
    assert set((await forms.ship(read_forms())).values()) == {"unchanged"}
    renamed = FORM.model_copy(update={"note": "Catatan lain."})
    assert await forms.ship([renamed]) == {SKM: "changed"}
    kept = (await session.scalars(select(SurveyInstrument).where(SurveyInstrument.slug == SKM))).one()
    assert definition_of(kept).note == "Catatan lain."
    assert await session.scalar(select(func.count()).select_from(SurveyInstrument)) == len(read_forms())


async def test_a_form_in_use_stays_as_it_is(desk: Desk) -> None:
    await desk.survey()
    async with desk.fresh.committing() as session:
        outcome = await SurveyForms(session).ship([FORM.model_copy(update={"note": "Catatan lain."})])
    assert outcome == {SKM: "in_use"}
    assert (await desk.get(f"/survey-instruments/{SKM}"))["note"] == FORM.note
