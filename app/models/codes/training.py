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
