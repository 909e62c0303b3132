"""Facts that end a request about a replication."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.core.errors import Conflict, Fact, FieldError, Text


class ReplicationStepRefused(Conflict):
    """The status of the replication does not allow this action."""

    code = "replication_step"
    title = Text("Langkah replikasi tidak tersedia", "Replication step not available")
    meaning = Text(
        "Tindakan ini tidak tersedia pada status replikasi sekarang; legal_actions menyebut yang tersedia bagi Anda.",
        "The present status of the replication does not allow this action; legal_actions names those that you may "
        "take.",
    )

    def __init__(self, replication_status: str, action: str, legal_actions: Iterable[str]) -> None:
        super().__init__(replication_status=replication_status, action=action, legal_actions=list(legal_actions))


class WrongSide(Fact):
    """The action is another side's to take."""

    status = 403
    code = "wrong_side"
    title = Text("Bukan pihak yang berwenang", "Not this side's to take")
    meaning = Text(
        "Tindakan ini diambil oleh pihak yang disebut taken_by, yang tidak Anda wakili dalam replikasi ini; "
        "legal_actions menyebut yang tersedia bagi Anda.",
        "This action is taken by the sides that taken_by names, none of which you act for in this replication; "
        "legal_actions names those that you may take.",
    )

    def __init__(self, action: str, taken_by: Iterable[str], legal_actions: Iterable[str]) -> None:
        super().__init__(action=action, taken_by=list(taken_by), legal_actions=list(legal_actions))


class OwnInnovation(Conflict):
    """The agency asks for what is its own, also under an earlier or later name."""

    code = "own_innovation"
    title = Text("Inovasi sendiri", "Own innovation")
    meaning = Text(
        "Inovasi ini milik perangkat daerah yang meminta, atau milik pendahulu atau penerusnya. Yang sudah dimiliki "
        "tidak direplikasi.",
        "The innovation belongs to the agency that asks, or to one that it followed or that followed it. What one has "
        "is not replicated.",
    )


class ReplicationOpen(Conflict):
    """The pair has a replication that goes on, or runs."""

    code = "replication_open"
    title = Text("Replikasi masih berjalan", "Replication under way")
    meaning = Text(
        "Perangkat daerah ini, pendahulunya, atau penerusnya sudah punya replikasi inovasi yang sama yang belum "
        "berakhir; existing_id menyebutnya.",
        "This agency, or one that it followed or that followed it, has a replication of the same innovation that has "
        "not ended; existing_id names it.",
    )

    def __init__(self, existing_id: UUID) -> None:
        super().__init__(existing_id=existing_id)


class OriginUnavailable(Conflict):
    """The innovation is not there to be replicated: it is not published, or was archived."""

    code = "origin_unavailable"
    title = Text("Inovasi asal tidak tersedia", "Origin not available")
    meaning = Text(
        "Hanya inovasi yang terbit dapat direplikasi; record_status menyebut status inovasi ini.",
        "Only what is published can be replicated; record_status says what this innovation is.",
    )

    def __init__(self, record_status: str) -> None:
        super().__init__(record_status=record_status)


class ReplicationFixed(Conflict):
    """The replication has come too far for these fields to change."""

    code = "replication_fixed"
    title = Text("Tidak dapat diubah lagi", "Not to be changed any more")
    meaning = Text(
        "Pada status replikasi sekarang bagian yang disebut errors tidak dapat diubah lagi.",
        "In the present status of the replication what errors names cannot be changed any more.",
    )

    def __init__(self, replication_status: str, fields: Sequence[str]) -> None:
        errors = [FieldError(f"#/{field}", self.code, self.title) for field in fields]
        super().__init__(errors, replication_status=replication_status)


class StepNotReady(Conflict):
    """What the next step needs is not there yet."""

    code = "step_not_ready"
    title = Text("Syarat langkah belum lengkap", "Step not ready")
    meaning = Text(
        "Langkah yang disebut step memerlukan apa yang disebut missing; dokumen perjanjian yang kurang disebut "
        "agreement, dengan sebabnya.",
        "The step that step names needs what missing tells; what lacks in the agreement is told by agreement, with the "
        "cause.",
    )

    def __init__(self, step: str, missing: Sequence[str], agreement: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(step=step, missing=list(missing), agreement=list(agreement))


class ReplicaRecorded(Conflict):
    """The replication has its replica, or the record is that of another one."""

    code = "replica_recorded"
    title = Text("Replika sudah tercatat", "Replica on record")
    meaning = Text(
        "Replikasi ini sudah punya replika, atau rekaman ini sudah menjadi replika permintaan lain; "
        "innovation_id menyebut rekamannya.",
        "The replication has its replica already, or the record is the replica of another request; innovation_id names "
        "the record.",
    )

    def __init__(self, innovation_id: UUID) -> None:
        super().__init__(innovation_id=innovation_id)


class ReplicationDocumentWithdrawn(Conflict):
    """The document was withdrawn already."""

    code = "replication_document_withdrawn"
    title = Text("Dokumen sudah ditarik", "Document withdrawn")
    meaning = Text(
        "Dokumen ini sudah ditarik dan tidak berubah lagi. Bila ternyata benar, catatlah sebagai dokumen baru.",
        "This document was withdrawn and changes no more. If it was right after all, record it anew.",
    )


class ReplicationDocumentsFull(Conflict):
    """More documents than one replication holds."""

    code = "replication_documents_full"
    title = Text("Dokumen penuh", "Documents full")
    meaning = Text(
        "Replikasi ini sudah memuat dokumen sebanyak yang disebut most. Tariklah yang tidak berlaku.",
        "The replication already holds as many documents as most says. Withdraw what does not count.",
    )

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class DayOutOfOrder(Conflict):
    """A step on a day before the one before it."""

    code = "day_out_of_order"
    title = Text("Urutan tanggal keliru", "Days out of order")
    meaning = Text(
        "Langkah sebelumnya diambil pada hari yang disebut entered_on; langkah ini tidak dapat lebih awal.",
        "The step before was taken on the day that entered_on names; this one cannot come earlier.",
    )

    def __init__(self, entered_on: date) -> None:
        super().__init__([FieldError("#/on", self.code, self.title)], entered_on=entered_on)
