"""Every table of the registry, one file per aggregate."""

from app.models.agency import Agency, AgencyAlias, AgencyLineage, AgencySuccession, AgencyVersion
from app.models.area import Area, AreaAlias
from app.models.classification import Classification, Term
from app.models.document import InnovationCard, InnovationDocument
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
from app.models.reference import ReferenceItem
from app.models.source import Ambiguity, Citation, Source

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyLineage",
    "AgencySuccession",
    "AgencyVersion",
    "Ambiguity",
    "Area",
    "AreaAlias",
    "Citation",
    "Classification",
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
    "Position",
    "ReferenceItem",
    "Source",
    "Term",
]
