"""The codes of coverage: at which levels agencies are counted, and what each has."""

from enum import StrEnum


class CoverageLevel(StrEnum):
    """Tingkat: the levels of the city's agencies, each counted by itself."""

    SEKRETARIAT = "sekretariat"
    BAGIAN = "bagian"
    DINAS_BADAN = "dinas_badan"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    UNIT = "unit"


class CoverageStatus(StrEnum):
    """What an agency has on a day: the first that applies."""

    INOVASI_SENDIRI = "inovasi_sendiri"
    REPLIKA_SAJA = "replika_saja"
    SEMUA_BERHENTI = "semua_berhenti"
    BELUM_ADA = "belum_ada"
