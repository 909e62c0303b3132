"""Every table of the registry, one file per aggregate."""

from app.models.account import Account, ApiKey
from app.models.action_plan import (
    ActionPlan,
    ActionPlanPerson,
    ActionPlanStep,
    PlanAggregate,
    PlanMilestone,
    PlanSignature,
)
from app.models.agency import Agency, AgencyAlias, AgencyLineage, AgencySuccession, AgencyVersion
from app.models.area import Area, AreaAlias
from app.models.assessment import (
    Assessment,
    ConflictFinding,
    DeclaredConflict,
    Score,
    ScoreRevision,
    SelfAssessment,
)
from app.models.audit import AuditEvent
from app.models.change import FeedEra, InnovationChange
from app.models.classification import Classification, Term
from app.models.concealment import ConcealedName
from app.models.document import InnovationCard, InnovationDocument
from app.models.duplicate import DuplicateDecision, FormerSlug
from app.models.edition import BenchmarkVisit, EditionPerson, EditionSession, Shortlist, ShortlistEntry
from app.models.evidence import Award, DossierSection, Evidence
from app.models.hearing import FieldVerification, Objection
from app.models.idempotency import IdempotentRequest
from app.models.innovation import (
    Innovation,
    InnovationAlias,
    InnovationPerson,
    InnovationPlace,
    InnovationRelation,
    InnovationResource,
    InnovationStage,
    InnovationTerm,
    LegalBasis,
)
from app.models.instrument import Instrument
from app.models.line import InnovationLine
from app.models.lineage import DESCENT
from app.models.mandate import Mandate, MandateDecision
from app.models.need import Need, NeedAnswer, NeedPlan, NeedStep
from app.models.person import Person, Position
from app.models.privacy import Disclosure, PersonalDataRequest, PersonIdentifier
from app.models.programme import Programme, ProgrammeEdition
from app.models.recognition import Recognition
from app.models.reference import ReferenceItem
from app.models.replication import ReplicationDocument, ReplicationRequest, ReplicationStep
from app.models.round import RankedEntry, Round, RoundAssessor, RoundEntry, RoundStage, StageResult
from app.models.search import InnovationSearch, SearchWord
from app.models.sign_of_life import SignOfLife
from app.models.snapshot import FrozenStatistic, Snapshot
from app.models.source import Ambiguity, Citation, Source
from app.models.survey import Survey, SurveyInstrument, SurveyReport, SurveyResponse, SurveyTally, SurveyToken
from app.models.tally import InnovationTally

__all__ = [
    "DESCENT",
    "Account",
    "ActionPlan",
    "ActionPlanPerson",
    "ActionPlanStep",
    "Agency",
    "AgencyAlias",
    "AgencyLineage",
    "AgencySuccession",
    "AgencyVersion",
    "Ambiguity",
    "ApiKey",
    "Area",
    "AreaAlias",
    "Assessment",
    "AuditEvent",
    "Award",
    "BenchmarkVisit",
    "Citation",
    "Classification",
    "ConcealedName",
    "ConflictFinding",
    "DeclaredConflict",
    "Disclosure",
    "DossierSection",
    "DuplicateDecision",
    "EditionPerson",
    "EditionSession",
    "Evidence",
    "FeedEra",
    "FieldVerification",
    "FormerSlug",
    "FrozenStatistic",
    "IdempotentRequest",
    "Innovation",
    "InnovationAlias",
    "InnovationCard",
    "InnovationChange",
    "InnovationDocument",
    "InnovationLine",
    "InnovationPerson",
    "InnovationPlace",
    "InnovationRelation",
    "InnovationResource",
    "InnovationSearch",
    "InnovationStage",
    "InnovationTally",
    "InnovationTerm",
    "Instrument",
    "LegalBasis",
    "Mandate",
    "MandateDecision",
    "Need",
    "NeedAnswer",
    "NeedPlan",
    "NeedStep",
    "Objection",
    "Person",
    "PersonIdentifier",
    "PersonalDataRequest",
    "PlanAggregate",
    "PlanMilestone",
    "PlanSignature",
    "Position",
    "Programme",
    "ProgrammeEdition",
    "RankedEntry",
    "Recognition",
    "ReferenceItem",
    "ReplicationDocument",
    "ReplicationRequest",
    "ReplicationStep",
    "Round",
    "RoundAssessor",
    "RoundEntry",
    "RoundStage",
    "Score",
    "ScoreRevision",
    "SearchWord",
    "SelfAssessment",
    "Shortlist",
    "ShortlistEntry",
    "SignOfLife",
    "Snapshot",
    "Source",
    "StageResult",
    "Survey",
    "SurveyInstrument",
    "SurveyReport",
    "SurveyResponse",
    "SurveyTally",
    "SurveyToken",
    "Term",
]
