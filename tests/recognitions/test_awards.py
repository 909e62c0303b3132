"""The awards that the ledger knows, and that rules of eligibility name no other one of KIPP's."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.recognitions.awards import known_awards, read
from app.reference.instrument_files import read_instruments


def test_every_award_that_a_rule_names_has_a_name() -> None:
    named = {
        code
        for definition in read_instruments()
        for code in re.findall(r"kipp_[a-z0-9_]*[a-z0-9]", definition.model_dump_json())
        if code.startswith(("kipp_top", "kipp_terpuji", "kipp_outstanding"))
    }
    assert named
    assert named <= known_awards().keys()


def test_there_is_one_for_each_level_that_the_articles_speak_of() -> None:
    levels = {award.code: award.level.value for award in known_awards().values()}
    assert (levels["kipp_top_99"], levels["iga"], levels["iga_kota_medan"], levels["unpsa"]) == (
        "nasional",
        "nasional",
        "kota",
        "internasional",
    )


@pytest.mark.parametrize(
    "change", [{"code": "Top 99"}, {"level": "dunia"}, {"name": {"id": ""}}, {"given_by": None}, {"rank": 1}]
)
def test_a_file_that_is_wrong_is_not_read(change: dict[str, object]) -> None:
    right = {"code": "top_1", "name": {"id": "Satu", "en": "One"}, "level": "kota", "given_by": "Kota"}
    assert list(read({"awards": [right]})) == ["top_1"]
    with pytest.raises(ValidationError):
        read({"awards": [right | change]})
    with pytest.raises(ValidationError, match="twice"):
        read({"awards": [right, right]})


def test_the_file_stands_beside_the_code() -> None:
    assert Path(read.__code__.co_filename).with_name("awards.yaml").is_file()
