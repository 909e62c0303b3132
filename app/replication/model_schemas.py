"""What clients get of the models of replication and of the agreements that they need."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import Name, Output, Prose, open_codes
from app.models.codes import (
    Confidence,
    ReplicationActor,
    ReplicationDocumentKind,
    ReplicationModel,
    ReplicationScope,
    ReplicationStatus,
)
from app.replication.definition import Need

ModelCode = Annotated[str, open_codes(ReplicationModel, "Which of the actors take part.")]
ScopeCode = Annotated[str, open_codes(ReplicationScope, "Whether another region is a side of it.")]
StatusCode = Annotated[str, open_codes(ReplicationStatus, "Where it is on its way.")]
ActorCode = Annotated[str, open_codes(ReplicationActor, "A side of the replication.")]
DocumentCode = Annotated[str, open_codes(ReplicationDocumentKind, "What the document is.")]
ConfidenceCode = Annotated[str, open_codes(Confidence, "How it was learnt.")]
NeedCode = Annotated[str, open_codes(Need, "What must be so before the step is entered.")]
StepCode = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$", description="The step.", examples=["persiapan"])]
Days = Annotated[int, Field(ge=0, le=2_147_483_647, json_schema_extra={"format": "int32"}, examples=[12])]


class ReplicationLabel(Output):
    """The same words in Indonesian and English."""

    id: Prose
    en: Prose


class ModelStep(Output):
    """A step of a model: who takes it, what it needs when it is entered, how many days it is to take."""

    step: StepCode
    status: StatusCode
    label: ReplicationLabel
    description: ReplicationLabel
    taken_by: list[ActorCode] = Field(max_length=3)
    days: Days | None = Field(description="How many days it is to take; null where it has no end.")
    needs: list[NeedCode] = Field(max_length=10)
    documents: list[DocumentCode] = Field(
        max_length=10, description="Documents that must be on record before it is entered."
    )
    source: Name = Field(description="What says so.")
    confidence: ConfidenceCode


class ReplicationModelRead(Output):
    """A model of replication."""

    model_config = ConfigDict(title="ReplicationModelDetail")

    model: ModelCode
    actors: list[ActorCode] = Field(max_length=3)
    source: Name = Field(description="What says so.")
    confidence: ConfidenceCode
    steps: list[ModelStep] = Field(max_length=50, description="In their order.")


class AgreementLink(Output):
    """A link of an agreement: one document of these kinds, signed by these sides."""

    kinds: list[DocumentCode] = Field(max_length=10)
    signed_by: list[ActorCode] = Field(max_length=3)


class AgreementRuleRead(Output):
    """Which agreement must be in force before a replication is carried out."""

    model_config = ConfigDict(title="AgreementRule")

    scope: ScopeCode
    links: list[AgreementLink] = Field(max_length=10, description="In their order of time.")
    terms: bool = Field(description="Whether the sides must have said their terms.")
    note: ReplicationLabel
    source: Name = Field(description="What says so.")
    confidence: ConfidenceCode


class ReplicationModelList(Output):
    """Every model, and the agreement that each scope needs."""

    models: list[ReplicationModelRead] = Field(max_length=10)
    agreements: list[AgreementRuleRead] = Field(max_length=10)
