"""Every table of the registry, one file per aggregate."""

from app.models.account import Account, ApiKey
from app.models.agency import Agency, AgencyAlias, AgencyLineage, AgencySuccession, AgencyVersion
from app.models.area import Area, AreaAlias
from app.models.audit import AuditEvent
from app.models.classification import Classification, Term
from app.models.concealment import ConcealedName
from app.models.document import InnovationCard, InnovationDocument
from app.models.duplicate import DuplicateDecision, FormerSlug
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
from app.models.person import Person, Position
from app.models.privacy import Disclosure, PersonalDataRequest, PersonIdentifier
from app.models.reference import ReferenceItem
from app.models.source import Ambiguity, Citation, Source

__all__ = [
    "Account",
    "Agency",
    "AgencyAlias",
    "AgencyLineage",
    "AgencySuccession",
    "AgencyVersion",
    "Ambiguity",
    "ApiKey",
    "Area",
    "AreaAlias",
    "AuditEvent",
    "Citation",
    "Classification",
    "ConcealedName",
    "Disclosure",
    "DuplicateDecision",
    "FormerSlug",
    "IdempotentRequest",
    "Innovation",
    "InnovationAlias",
    "InnovationCard",
    "InnovationDocument",
    "InnovationPerson",
    "InnovationPlace",
    "InnovationRelation",
    "InnovationResource",
    "InnovationStage",
    "InnovationTerm",
    "LegalBasis",
    "Person",
    "PersonIdentifier",
    "PersonalDataRequest",
    "Position",
    "ReferenceItem",
    "Source",
    "Term",
]
