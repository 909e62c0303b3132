"""Facts that end a request about an action plan."""

from datetime import date
from uuid import UUID

from app.core.errors import Conflict, Text


class PlanStepRefused(Conflict):
    """The plan has ended, or another stage comes next."""

    code = "plan_step"
    title = Text("Tahap rencana tidak tersedia", "Stage of the plan not available")
    meaning = Text(
        "Rencana ini berada pada tahap stage dengan status plan_status; yang dapat dimasuki berikutnya hanya "
        "next_stage, dan tidak ada bila kosong.",
        "The plan is in the stage that stage names, with the status plan_status; only next_stage can be entered next, "
        "and nothing where it is null.",
    )

    def __init__(self, stage: str, plan_status: str, next_stage: str | None) -> None:
        super().__init__(stage=stage, plan_status=plan_status, next_stage=next_stage)


class PlanRecorded(Conflict):
    """The agency has a plan of this title in the edition."""

    code = "plan_recorded"
    title = Text("Rencana sudah tercatat", "Plan on record")
    meaning = Text(
        "Perangkat daerah ini sudah punya rencana dengan judul yang sama pada penyelenggaraan yang sama; existing_id "
        "menyebutnya. Satu rencana tidak dihitung dua kali.",
        "The agency has a plan of this title in the same edition; existing_id names it. No plan counts twice.",
    )

    def __init__(self, existing_id: UUID) -> None:
        super().__init__(existing_id=existing_id)


class PlanWithdrawn(Conflict):
    """The plan was withdrawn already."""

    code = "plan_withdrawn"
    title = Text("Rencana sudah ditarik", "Plan withdrawn")
    meaning = Text(
        "Rencana ini sudah ditarik karena keliru dicatat dan tidak berubah lagi.",
        "This plan was withdrawn because it was recorded by mistake, and changes no more.",
    )


class MilestoneDone(Conflict):
    """The milestone is done already."""

    code = "milestone_done"
    title = Text("Tonggak sudah selesai", "Milestone done")
    meaning = Text(
        "Tonggak ini sudah selesai pada hari yang disebut done_on.",
        "This milestone was done on the day that done_on names.",
    )

    def __init__(self, done_on: date) -> None:
        super().__init__(done_on=done_on)


class AggregateFull(Conflict):
    """As many plans are named of an aggregate as it counts."""

    code = "aggregate_full"
    title = Text("Jumlah rencana sudah penuh", "All plans named")
    meaning = Text(
        "Rencana yang sudah disebut namanya dari kumpulan ini sebanyak count. Rencana lain dicatat di luar "
        "kumpulan, atau jumlahnya diperbaiki dahulu.",
        "Of this aggregate as many plans are named as count says. Record another one outside of it, or correct the "
        "count first.",
    )

    def __init__(self, count: int) -> None:
        super().__init__(count=count)


class AggregateTooSmall(Conflict):
    """More plans are named of an aggregate than it is to count."""

    code = "aggregate_too_small"
    title = Text("Jumlah rencana terlalu kecil", "Count too small")
    meaning = Text(
        "Dari kumpulan ini sudah disebut namanya sebanyak named; jumlahnya tidak dapat lebih kecil.",
        "Of this aggregate as many plans are named as named says; it cannot count fewer.",
    )

    def __init__(self, named: int) -> None:
        super().__init__(named=named)


class SignatureRecorded(Conflict):
    """The party has signed already."""

    code = "signature_recorded"
    title = Text("Tanda tangan sudah tercatat", "Signature on record")
    meaning = Text(
        "Pihak yang disebut party sudah menandatangani kesepakatan ini, pada hari yang disebut signed_on bila "
        "diketahui.",
        "The party that party names has signed this agreement, on the day that signed_on names, if anybody knows it.",
    )

    def __init__(self, party: str, signed_on: date | None) -> None:
        super().__init__(party=party, signed_on=signed_on)


class PlanInnovationRecorded(Conflict):
    """The plan has its innovation, or the record came out of another plan."""

    code = "plan_innovation_recorded"
    title = Text("Inovasi rencana sudah tercatat", "Innovation of the plan on record")
    meaning = Text(
        "Rencana ini sudah menjadi inovasi, atau inovasi ini sudah berasal dari rencana lain; innovation_id menyebut "
        "rekamannya.",
        "The plan has become an innovation already, or the innovation came out of another plan; innovation_id names "
        "the record.",
    )

    def __init__(self, innovation_id: UUID) -> None:
        super().__init__(innovation_id=innovation_id)
