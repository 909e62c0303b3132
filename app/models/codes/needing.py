"""The codes of needs: where they show, how pressing they are, and how far they have come."""

from enum import StrEnum


class NeedSource(StrEnum):
    """Where a need shows."""

    UNSUR_LEMAH = "unsur_lemah"
    ASPIRASI_DPRD = "aspirasi_dprd"
    PENGADUAN = "pengaduan"
    IDENTIFIKASI_PELATIHAN = "identifikasi_pelatihan"


class CouncilBody(StrEnum):
    """The body of the council whose need it is; never one of its members."""

    DPRD = "dprd"
    FRAKSI = "fraksi"
    KOMISI = "komisi"
    RESES = "reses"


class NeedPriority(StrEnum):
    """How pressing a need is."""

    TINGGI = "tinggi"
    SEDANG = "sedang"
    RENDAH = "rendah"


class NeedStatus(StrEnum):
    """How far a need has come; `app.needs.workflow` says what follows what."""

    TERBUKA = "terbuka"
    DIRENCANAKAN = "direncanakan"
    DIJAWAB = "dijawab"
    TERBUKTI = "terbukti"
    TIDAK_TERBUKTI = "tidak_terbukti"
    DITUTUP = "ditutup"


class AnswerBasis(StrEnum):
    """By what an innovation is the agency's to answer its needs with."""

    MILIK = "milik"
    REPLIKA = "replika"
    DIPAKAI = "dipakai"
