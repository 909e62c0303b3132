"""The codes of satisfaction surveys."""

from enum import StrEnum


class SurveyStatus(StrEnum):
    """Where a survey stands. `scheduled` and `closed` follow from its dates and are never kept."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SurveyMode(StrEnum):
    """Cara menjawab: whether everyone may answer, or whoever holds a token of the survey, once."""

    TERBUKA = "terbuka"
    TOKEN = "token"  # noqa: S105 - the word, not a secret


class SurveyAudience(StrEnum):
    """Responden: the public that is served, or clients within government, as the members of the council."""

    MASYARAKAT = "masyarakat"
    INTERNAL = "internal"


class SurveyChannel(StrEnum):
    """Saluran: how the questionnaire reaches those who answer."""

    APLIKASI = "aplikasi"
    SITUS = "situs"
    KERTAS = "kertas"
    WAWANCARA = "wawancara"
    TELEPON = "telepon"
    LAINNYA = "lainnya"
