"""The codes of programmes and their editions."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """What sort of activity a programme, or one of its editions, is."""

    WORKSHOP = "workshop"
    DIKLAT = "diklat"
    SEMINAR = "seminar"
    FASILITASI = "fasilitasi"
    PELATIHAN = "pelatihan"
    KOMPETISI = "kompetisi"
    PENGHARGAAN = "penghargaan"
    PERESMIAN = "peresmian"
    GERAKAN = "gerakan"


class ProgrammeStatus(StrEnum):
    """Whether a programme, or an edition of one, is public."""

    DRAFT = "draft"
    PUBLISHED = "published"


class EditionRole(StrEnum):
    """The part that somebody took in an edition of a programme."""

    NARASUMBER = "narasumber"
    FASILITATOR = "fasilitator"
    PEMBUKA = "pembuka"
    PENUTUP = "penutup"
    PENGUJI = "penguji"
    MODERATOR = "moderator"
    MENTOR = "mentor"
    PANITIA = "panitia"
    PESERTA = "peserta"


class AwardLevel(StrEnum):
    """How far the competition or the giver of an award reaches."""

    KOTA = "kota"
    PROVINSI = "provinsi"
    NASIONAL = "nasional"
    INTERNASIONAL = "internasional"
    TIDAK_DIKETAHUI = "tidak_diketahui"
