"""The codes of instruments, rounds and assessments."""

from enum import StrEnum


class InstrumentKind(StrEnum):
    """How an instrument measures: by weighted criteria, or by indicators with levels."""

    WEIGHTED_FORM = "weighted_form"
    LEVELLED_INDICATORS = "levelled_indicators"


class RoundStatus(StrEnum):
    """Where a round of assessment is on its way."""

    DRAFT = "draft"
    OPEN = "open"
    DETERMINED = "determined"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class StageKind(StrEnum):
    """Tahap: the steps of a round, by the terms of the national competition."""

    ADMINISTRASI = "administrasi"
    PROPOSAL = "proposal"
    PANEL = "panel"
    UJI_PUBLIK = "uji_publik"
    WAWANCARA = "wawancara"
    VERIFIKASI_LAPANGAN = "verifikasi_lapangan"
    PENETAPAN = "penetapan"


class PassRule(StrEnum):
    """Which entries go on from a stage."""

    ALL = "all"
    TOP = "top"
    LEAST_TOTAL = "least_total"
    DECISION = "decision"
    NO_UPHELD_OBJECTION = "no_upheld_objection"
    VERIFIED = "verified"


class EntryStatus(StrEnum):
    """Whether an innovation is still in a round."""

    ACTIVE = "active"
    OUT = "out"
    WITHDRAWN = "withdrawn"


class AssessmentStatus(StrEnum):
    """Where the work of one assessor on one entry is."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    REPLACED = "replaced"


# of an assessment whose place somebody else may take
VACATED = (AssessmentStatus.DECLINED, AssessmentStatus.REPLACED)


class ConflictKind(StrEnum):
    """Why somebody must not assess an innovation."""

    OWN_INNOVATION = "own_innovation"
    SAME_AGENCY = "same_agency"
    MENTOR = "mentor"
    REPLICATOR = "replicator"
    ORIGINAL_OWNER = "original_owner"
    SUPERIOR = "superior"
    CO_AUTHOR = "co_author"
    DECLARED = "declared"


class ConflictVerdict(StrEnum):
    """What was decided of a conflict that came to light after the assignment."""

    EXCLUDED = "excluded"
    ALLOWED = "allowed"


class Finding(StrEnum):
    """What a visit found of what an entry says."""

    SESUAI = "sesuai"
    SEBAGIAN = "sebagian"
    TIDAK_SESUAI = "tidak_sesuai"


class ObjectionStatus(StrEnum):
    """What became of a public objection."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class EligibilityAnswer(StrEnum):
    """Whether an innovation may enter a competition."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"
