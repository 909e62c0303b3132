"""What the data file of replication says: the steps of each model, and the agreement that each scope needs. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.models.codes import (
    Confidence,
    ReplicationActor,
    ReplicationDocumentKind,
    ReplicationModel,
    ReplicationScope,
    ReplicationStatus,
)

# the phases that a model divides into steps, in their order; the last one is where a replication is to come to
PHASES = (
    ReplicationStatus.PERSIAPAN,
    ReplicationStatus.PERENCANAAN,
    ReplicationStatus.PELAKSANAAN,
    ReplicationStatus.EVALUASI,
    ReplicationStatus.BERJALAN,
)
# the kinds of documents that agreements are made of
INSTRUMENTS = (
    ReplicationDocumentKind.NOTA_KESEPAKATAN,
    ReplicationDocumentKind.PKS,
    ReplicationDocumentKind.SK,
    ReplicationDocumentKind.SURAT_KESEDIAAN,
    ReplicationDocumentKind.SURAT,
    ReplicationDocumentKind.BERITA_ACARA,
)


class Need(StrEnum):
    """What must be so before a step is entered, beside its documents."""

    # every item of the agency's check of itself has an answer
    COMPATIBILITY = "compatibility"
    # the sides have said their terms
    TERMS = "terms"
    # the agreement of the scope is in force
    AGREEMENT = "agreement"
    # a day is named by which the step is to end
    DUE_ON = "due_on"
    # the replica is on record
    REPLICA = "replica"
    # it is said what was kept, changed and dropped
    CHANGES = "changes"
    # the replica is published, so that the registrar has verified it
    PUBLISHED_REPLICA = "published_replica"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Part):
    """The same words in Indonesian and English."""

    id: str = Field(min_length=1)
    en: str = Field(min_length=1)


class StepSource(_Part):
    """A document that the rules are taken from."""

    title: str
    note: str | None = None


class Step(_Part):
    """A step: the phase that it belongs to, who takes it, what it needs, and how many days it is to take.

    `documents` must be on record and not withdrawn before it is entered.
    """

    step: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=40)
    status: ReplicationStatus
    label: Wording
    description: Wording
    taken_by: tuple[ReplicationActor, ...] = Field(min_length=1)
    days: int | None = Field(None, ge=1, le=3650)
    needs: tuple[Need, ...] = ()
    documents: tuple[ReplicationDocumentKind, ...] = ()
    source: str
    confidence: Confidence


class Model(_Part):
    """A model of replication: who takes part, and the steps in their order."""

    model: ReplicationModel
    actors: tuple[ReplicationActor, ...]
    source: str
    confidence: Confidence
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Model":
        phases = [PHASES.index(step.status) for step in self.steps]
        if phases != sorted(phases) or set(phases) != set(range(len(PHASES))):
            message = "the steps must go through every phase, in order"
            raise ValueError(message)
        if phases.count(len(PHASES) - 1) != 1:
            message = "the last phase is one step"
            raise ValueError(message)
        codes = [step.step for step in self.steps]
        if len(set(codes)) != len(codes):
            message = "no step comes twice"
            raise ValueError(message)
        if strangers := {actor for step in self.steps for actor in step.taken_by} - set(self.actors):
            message = f"{min(strangers)} takes a step and no part"
            raise ValueError(message)
        return self


class Link(_Part):
    """A link of an agreement: the kinds of which one document meets it, and the sides that must have signed."""

    kinds: tuple[ReplicationDocumentKind, ...] = Field(min_length=1)
    signed_by: tuple[ReplicationActor, ...]

    @model_validator(mode="after")
    def _of_instruments(self) -> "Link":
        if set(self.kinds) - set(INSTRUMENTS):
            message = "an agreement is made of instruments"
            raise ValueError(message)
        return self


class AgreementRule(_Part):
    """Which agreement a scope needs: links in their order of time, and whether terms must be said."""

    scope: ReplicationScope
    links: tuple[Link, ...] = Field(min_length=1)
    terms: bool
    source: str
    confidence: Confidence
    note: Wording


def _each_once(codes: type[StrEnum], name: str) -> AfterValidator:
    def check(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        if sorted(getattr(part, name) for part in parts) != sorted(codes):
            message = f"there must be one for each {name}"
            raise ValueError(message)
        return parts

    return AfterValidator(check)


class Rules(_Part):
    """All that the file says."""

    sources: Mapping[str, StepSource]
    models: Annotated[tuple[Model, ...], _each_once(ReplicationModel, "model")]
    agreements: Annotated[tuple[AgreementRule, ...], _each_once(ReplicationScope, "scope")]

    @model_validator(mode="after")
    def _sourced(self) -> "Rules":
        named = {step.source for model in self.models for step in model.steps}
        named |= {model.source for model in self.models} | {rule.source for rule in self.agreements}
        if unknown := named - self.sources.keys():
            message = f"there is no source {min(unknown)}"
            raise ValueError(message)
        return self

    def model(self, code: str) -> Model:
        """Return a model by its code."""
        return next(model for model in self.models if model.model == code)

    def agreement(self, scope: str) -> AgreementRule:
        """Return which agreement a scope needs."""
        return next(rule for rule in self.agreements if rule.scope == scope)
