"""At which levels agencies are counted."""

from itertools import chain

import pytest

from app.core import settings
from app.core.settings import Settings
from app.coverage.levels import KINDS, counted_of, level_of, reason_of
from app.mandates.inputs import EVERY_OPD
from app.models.codes import AgencyKind, CoverageLevel

USUAL = Settings().coverage_levels


def test_each_kind_is_at_one_level_at_most() -> None:
    kinds = list(chain.from_iterable(KINDS.values()))
    assert len(kinds) == len(set(kinds))
    assert set(KINDS) == set(CoverageLevel)
    for level, some in KINDS.items():
        assert {level_of(kind.value) for kind in some} == {level}
    # what is no agency of the city, or of which nobody knows
    assert {kind for kind in AgencyKind if level_of(kind) is None} == {
        AgencyKind.PEMERINTAH_DAERAH,
        AgencyKind.DPRD,
        AgencyKind.KEMENTERIAN,
        AgencyKind.LEMBAGA,
        AgencyKind.PERGURUAN_TINGGI,
        AgencyKind.INTERNASIONAL,
        AgencyKind.TIDAK_DIKETAHUI,
    }


def test_the_usual_levels_are_those_that_a_mandate_for_all_obliges() -> None:
    assert {kind for level in counted_of(USUAL) for kind in KINDS[level]} == set(EVERY_OPD)


def test_the_setting_takes_every_level_and_no_other() -> None:
    assert {level.value for level in CoverageLevel} == settings._LEVELS  # noqa: SLF001 - it cannot ask the models
    assert counted_of("unit, kecamatan".replace(" ", "")) == [CoverageLevel.KECAMATAN, CoverageLevel.UNIT]
    assert Settings(coverage_levels="kecamatan, kelurahan").coverage_levels == "kecamatan,kelurahan"
    for wrong in ("dinas", "kecamatan,,kelurahan", "kecamatan;kelurahan"):
        with pytest.raises(ValueError, match="must be"):
            Settings(coverage_levels=wrong)


def test_the_reason_says_whether_the_levels_are_the_usual_ones() -> None:
    usual, other = reason_of(counted_of(USUAL)), reason_of([CoverageLevel.KECAMATAN])
    assert "seluruh OPD" in usual.en
    assert "seluruh OPD" not in other.en
    assert "satu unit kerja satu inovasi" in usual.id
    assert "satu unit kerja satu inovasi" in other.id
