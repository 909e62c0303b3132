"""At which levels agencies are counted, and why: the setting `COVERAGE_LEVELS` says which of them make up the total.

The call for one innovation in each agency does not say what an agency is. The news of 15 March 2022 has "satu unit
kerja satu inovasi" and "one Agency one innovation" in one sentence; the national rules of the competitions of 2017 to
2020 say "satu instansi satu inovasi" of whole governments, by which a city with a single innovation would have done all
that is asked. So every level is counted by itself, and which of them make up the total is for the city to set.
"""

from collections.abc import Sequence

from app.core.errors import Text
from app.models.codes import AgencyKind, CoverageLevel

KINDS: dict[CoverageLevel, tuple[AgencyKind, ...]] = {
    CoverageLevel.SEKRETARIAT: (AgencyKind.SEKRETARIAT,),
    CoverageLevel.BAGIAN: (AgencyKind.BAGIAN,),
    CoverageLevel.DINAS_BADAN: (AgencyKind.DINAS, AgencyKind.BADAN, AgencyKind.INSPEKTORAT, AgencyKind.SATUAN),
    CoverageLevel.KECAMATAN: (AgencyKind.KECAMATAN,),
    CoverageLevel.KELURAHAN: (AgencyKind.KELURAHAN,),
    CoverageLevel.UNIT: (AgencyKind.UNIT, AgencyKind.RUMAH_SAKIT),
}
_LEVELS = {kind.value: level for level, kinds in KINDS.items() for kind in kinds}
# what the registry takes for an agency where nobody has set it otherwise: the same as its reading of "seluruh OPD"
_USUAL = frozenset(
    {CoverageLevel.SEKRETARIAT, CoverageLevel.BAGIAN, CoverageLevel.DINAS_BADAN, CoverageLevel.KECAMATAN}
)

_OPEN = Text(
    'Sumber tidak menetapkan tingkatnya: berita 15 Maret 2022 menyebut "satu unit kerja satu inovasi" sekaligus "one '
    'Agency one innovation", dan aturan kompetisi nasional menyebut "satu instansi satu inovasi" untuk seluruh '
    "pemerintah kota. Karena itu setiap tingkat dihitung tersendiri, dan tingkat yang dijumlahkan adalah pengaturan. ",
    'The sources do not set the level: the news of 15 March 2022 says "satu unit kerja satu inovasi" and "one Agency '
    'one innovation" at once, and the rules of the national competition say "satu instansi satu inovasi" of a whole '
    "city government. So each level is counted by itself, and which of them make up the total is a setting. ",
)
_AS_USUAL = Text(
    'Di sini dijumlahkan perangkat daerah yang dibaca dari "seluruh OPD" dan bagian Sekretariat Daerah, sebab artikel '
    "dasar menyebut inovasi milik bagian, sekretariat, dinas, dan badan. Kelurahan dan unit di bawahnya ditampilkan "
    "tanpa ikut dijumlahkan.",
    'Here the agencies count that "seluruh OPD" is read as, with the divisions of the regional secretariat, for the '
    "founding articles tell of innovations of divisions, secretariats, service agencies and boards. Kelurahan and "
    "units below them are shown and not added up.",
)
_SET = Text(
    "Tingkat yang dijumlahkan di sini ditetapkan oleh pengelola registri ini, berbeda dari bacaan bakunya.",
    "The levels that are added up here were set by whoever runs this registry, other than its usual reading.",
)


def level_of(kind: str) -> CoverageLevel | None:
    """Return the level of agencies of a kind; None for what is no agency of the city, or of which nobody knows."""
    return _LEVELS.get(kind)


def counted_of(setting: str) -> list[CoverageLevel]:
    """Return the levels that a setting names, in their own order."""
    told = setting.split(",")
    return [level for level in CoverageLevel if level in told]


def reason_of(counted: Sequence[CoverageLevel]) -> Text:
    """Return why these levels make up the total."""
    why = _AS_USUAL if frozenset(counted) == _USUAL else _SET
    return Text(_OPEN.id + why.id, _OPEN.en + why.en)
