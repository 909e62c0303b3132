"""Who may do what: every operation against every role, and every record against whoever does not keep it.

The table is written by hand, so that an operation that is new, or whose declaration changed, fails until somebody has
thought about it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import event

from app.models import Agency, Objection, PlanAggregate, SignOfLife
from app.models.codes import Role
from app.reference.instrument_files import read_forms
from app.surveys.forms import SurveyForms
from tests import factories, signing
from tests.action_plans import desk
from tests.asking import Operation, every_operation
from tests.conftest import Fresh, Server
from tests.eligibility.telling import edition
from tests.innovation_index.making import index
from tests.privacy.desk import NIP, serving
from tests.rounds import making

ANONYMOUS = "anonymous"
ROLES = frozenset(role.value for role in Role)

EVERYBODY = ROLES | {ANONYMOUS}
SIGNED_IN = ROLES
KEEPERS = frozenset({"operator", "secretariat", "registrar"})
REGISTRAR = frozenset({"registrar"})
ADMIN = frozenset({"admin"})
CONTROLLER = frozenset({"controller"})
ASSESSOR = frozenset({"assessor"})

MAY: dict[str, frozenset[str]] = {
    # service
    "get_index": EVERYBODY,
    "get_liveness": EVERYBODY,
    "get_readiness": EVERYBODY,
    "list_vocabularies": EVERYBODY,
    "get_vocabulary": EVERYBODY,
    # innovations
    "list_innovations": EVERYBODY,
    "get_innovation": EVERYBODY,
    "list_innovation_relations": EVERYBODY,
    "list_innovation_duplicates": KEEPERS,
    "list_innovation_history": KEEPERS,
    "create_innovation": KEEPERS,
    "update_innovation": KEEPERS,
    "add_innovation_stage": KEEPERS,
    "submit_innovation": KEEPERS,
    "archive_innovation": KEEPERS,
    "return_innovation": REGISTRAR,
    "verify_innovation": REGISTRAR,
    "publish_innovation": REGISTRAR,
    "merge_innovation": REGISTRAR,
    "decide_innovation": REGISTRAR,
    # statistics
    "list_statistics": EVERYBODY,
    "list_snapshots": EVERYBODY,
    "get_snapshot": EVERYBODY,
    "get_frozen_statistic": EVERYBODY,
    "create_snapshot": frozenset({"secretariat", "registrar"}),
    "get_statistic_innovations": EVERYBODY,
    "list_counted_innovations": EVERYBODY,
    "get_statistic_overview": EVERYBODY,
    "get_statistic_trend": EVERYBODY,
    "get_statistic_coverage": EVERYBODY,
    "get_statistic_data_health": EVERYBODY,
    "get_statistic_needs": EVERYBODY,
    "get_statistic_assessments": EVERYBODY,
    "get_statistic_surveys": EVERYBODY,
    "get_statistic_programmes": EVERYBODY,
    "get_statistic_replication": EVERYBODY,
    "get_statistic_replication_requests": KEEPERS,
    "get_statistic_innovators": EVERYBODY,
    "get_statistic_council": EVERYBODY,
    # feeds
    "list_changes": EVERYBODY,
    # search
    "search_innovations": EVERYBODY,
    "list_suggestions": EVERYBODY,
    "list_similar_innovations": EVERYBODY,
    "get_news_feed": EVERYBODY,
    "get_data_catalog": EVERYBODY,
    # lineage
    "get_lineage": EVERYBODY,
    "get_lineage_drawing": EVERYBODY,
    "get_innovation_use": EVERYBODY,
    # charts
    "list_charts": EVERYBODY,
    "get_chart_svg": EVERYBODY,
    "get_chart_png": EVERYBODY,
    # people
    "list_innovators": EVERYBODY,
    "get_innovator": EVERYBODY,
    "list_innovator_history": KEEPERS,
    "create_innovator": KEEPERS,
    "update_innovator": KEEPERS,
    # personal data
    "list_identifiers": KEEPERS | CONTROLLER,
    "create_identifier": KEEPERS | CONTROLLER,
    "list_disclosures": frozenset({"operator", "secretariat", "controller"}),
    "create_disclosure": CONTROLLER,
    "list_personal_data_requests": KEEPERS | CONTROLLER,
    "get_personal_data_request": KEEPERS | CONTROLLER,
    "open_personal_data_request": KEEPERS | CONTROLLER,
    "answer_personal_data_request": CONTROLLER,
    # agencies and areas
    "list_agencies": EVERYBODY,
    "get_agency": EVERYBODY,
    "get_agency_tree": EVERYBODY,
    "get_agency_history": EVERYBODY,
    "list_agency_officials": EVERYBODY,
    "create_agency": REGISTRAR,
    "update_agency": REGISTRAR,
    "rename_agency": REGISTRAR,
    "move_agency": REGISTRAR,
    "close_agency": REGISTRAR,
    "split_agency": REGISTRAR,
    "merge_agencies": REGISTRAR,
    "list_areas": EVERYBODY,
    "get_area": EVERYBODY,
    # classifications
    "list_classifications": EVERYBODY,
    "get_classification": EVERYBODY,
    # instruments
    "list_instruments": EVERYBODY,
    "get_instrument": EVERYBODY,
    # sources and citations
    "list_sources": EVERYBODY,
    "get_source": EVERYBODY,
    "create_source": KEEPERS,
    "update_source": REGISTRAR,
    "get_citation": EVERYBODY,
    "list_innovation_citations": EVERYBODY,
    "list_agency_citations": EVERYBODY,
    "list_innovator_citations": EVERYBODY,
    "list_classification_citations": EVERYBODY,
    "list_area_citations": EVERYBODY,
    "list_programme_citations": EVERYBODY,
    "list_programme_edition_citations": EVERYBODY,
    "create_innovation_citation": KEEPERS,
    "create_agency_citation": REGISTRAR,
    "update_citation": KEEPERS,
    "withdraw_citation": KEEPERS,
    "dispute_citation": KEEPERS,
    # programmes and their editions
    "list_programmes": EVERYBODY,
    "get_programme": EVERYBODY,
    "create_programme": KEEPERS,
    "update_programme": KEEPERS,
    "publish_programme": REGISTRAR,
    "list_programme_editions": EVERYBODY,
    "get_programme_edition": EVERYBODY,
    "create_programme_edition": KEEPERS,
    "update_programme_edition": KEEPERS,
    "publish_programme_edition": REGISTRAR,
    # recognitions
    "list_recognitions": EVERYBODY,
    "get_recognition": EVERYBODY,
    "record_recognition": REGISTRAR,
    "withdraw_recognition": REGISTRAR,
    # rounds and their panels
    "list_rounds": EVERYBODY,
    "get_round": EVERYBODY,
    "list_round_entries": EVERYBODY,
    "create_round": REGISTRAR,
    "update_round": REGISTRAR,
    "open_round": REGISTRAR,
    "cancel_round": REGISTRAR,
    "reschedule_stage": REGISTRAR,
    "decide_entries": REGISTRAR,
    "withdraw_entry": KEEPERS,
    "list_panel": REGISTRAR,
    "add_panel_member": REGISTRAR,
    "remove_panel_member": REGISTRAR,
    # assessments and conflicts of interest
    "assign_assessors": REGISTRAR,
    "reassign_assessment": REGISTRAR,
    "list_assessments": REGISTRAR | ASSESSOR,
    "get_assessment": REGISTRAR | ASSESSOR,
    "get_assessment_material": REGISTRAR | ASSESSOR,
    "list_score_revisions": REGISTRAR | ASSESSOR,
    "update_assessment": ASSESSOR,
    "accept_assessment": ASSESSOR,
    "decline_assessment": ASSESSOR,
    "submit_assessment": ASSESSOR,
    "list_round_conflicts": REGISTRAR,
    "list_conflict_findings": REGISTRAR,
    "decide_conflict": REGISTRAR,
    "declare_conflict": REGISTRAR | ASSESSOR,
    # results
    "list_results": EVERYBODY,
    "get_result": EVERYBODY,
    "list_compared_innovations": EVERYBODY,
    "get_reliability": REGISTRAR,
    "conclude_stage": REGISTRAR,
    "recompute_stage": REGISTRAR,
    "recompute_round": REGISTRAR,
    "determine_round": REGISTRAR,
    "revoke_round": REGISTRAR,
    "publish_round": REGISTRAR,
    # hearings
    "create_objection": EVERYBODY,
    "list_objections": EVERYBODY,
    "get_objection": EVERYBODY,
    "answer_objection": REGISTRAR,
    "record_verification": REGISTRAR | ASSESSOR,
    "list_verifications": REGISTRAR | ASSESSOR,
    # mandates
    "list_mandates": EVERYBODY,
    "get_mandate": EVERYBODY,
    "list_mandate_decisions": EVERYBODY,
    "get_mandate_progress": EVERYBODY,
    "create_mandate": REGISTRAR,
    "update_mandate": REGISTRAR,
    "revoke_mandate": REGISTRAR,
    "decide_mandate": REGISTRAR,
    "withdraw_mandate_decision": REGISTRAR,
    # needs
    "list_needs": EVERYBODY,
    "get_need_loop": EVERYBODY,
    "get_need": EVERYBODY,
    "create_need": KEEPERS,
    "propose_needs": KEEPERS,
    "update_need": KEEPERS,
    "publish_need": REGISTRAR,
    "close_need": KEEPERS,
    "withdraw_need_consent": KEEPERS,
    "answer_need": KEEPERS,
    "withdraw_need_answer": KEEPERS,
    "plan_need": KEEPERS,
    "withdraw_need_plan": KEEPERS,
    "remeasure_need": KEEPERS,
    "verify_need": KEEPERS,
    # self-assessments and the index
    "create_self_assessment": KEEPERS,
    "list_self_assessments": KEEPERS,
    "get_index_score": KEEPERS,
    "get_innovation_index": KEEPERS,
    # evidence and eligibility
    "list_evidence": KEEPERS,
    "add_evidence": KEEPERS,
    "withdraw_evidence": KEEPERS,
    "list_awards": EVERYBODY,
    "record_award": REGISTRAR,
    "get_dossier": KEEPERS,
    "write_dossier": KEEPERS,
    "get_eligibility": KEEPERS,
    "list_agency_eligibility": KEEPERS,
    # replication
    "list_replication_models": EVERYBODY,
    "list_replication_requests": KEEPERS,
    "get_replication_request": KEEPERS,
    "create_replication_request": KEEPERS,
    "update_replication_request": KEEPERS,
    "review_replication_request": KEEPERS,
    "approve_replication_request": KEEPERS,
    "refuse_replication_request": KEEPERS,
    "cancel_replication_request": KEEPERS,
    "advance_replication_request": KEEPERS,
    "stop_replication_request": KEEPERS,
    "record_replica": KEEPERS,
    "list_replication_documents": KEEPERS,
    "add_replication_document": KEEPERS,
    "withdraw_replication_document": KEEPERS,
    # action plans
    "list_action_plans": EVERYBODY,
    "get_action_plan": EVERYBODY,
    "create_action_plan": KEEPERS,
    "update_action_plan": KEEPERS,
    "advance_action_plan": KEEPERS,
    "stop_action_plan": KEEPERS,
    "withdraw_action_plan": KEEPERS,
    "sign_action_plan": KEEPERS,
    "withdraw_plan_signature": KEEPERS,
    "complete_plan_milestone": KEEPERS,
    "record_plan_innovation": KEEPERS,
    "list_plan_aggregates": EVERYBODY,
    "get_plan_aggregate": EVERYBODY,
    "create_plan_aggregate": KEEPERS,
    "update_plan_aggregate": KEEPERS,
    "get_training_yield": EVERYBODY,
    # reminders and candidates
    "list_agency_reminders": KEEPERS,
    "list_innovator_reminders": SIGNED_IN,
    "list_agency_candidates": EVERYBODY,
    "list_innovation_candidates": EVERYBODY,
    # signs of life and survival
    "get_vitality": EVERYBODY,
    "list_signs_of_life": KEEPERS,
    "record_sign_of_life": KEEPERS,
    "withdraw_sign_of_life": KEEPERS,
    "get_survival": EVERYBODY,
    "get_survival_chart": EVERYBODY,
    # coverage
    "get_coverage": EVERYBODY,
    "list_coverage_agencies": EVERYBODY,
    "list_coverage_innovations": EVERYBODY,
    "get_coverage_trend": EVERYBODY,
    "list_coverage_ranking": EVERYBODY,
    # surveys
    "list_survey_instruments": EVERYBODY,
    "get_survey_instrument": EVERYBODY,
    "list_surveys": EVERYBODY,
    "get_survey": EVERYBODY,
    "get_survey_results": EVERYBODY,
    "get_survey_breakdown": EVERYBODY,
    "get_survey_trend": EVERYBODY,
    "answer_survey": EVERYBODY,
    "create_survey": KEEPERS,
    "update_survey": KEEPERS,
    "open_survey": KEEPERS,
    "publish_survey": KEEPERS,
    "cancel_survey": KEEPERS,
    "issue_survey_tokens": KEEPERS,
    "import_survey_responses": KEEPERS,
    "report_survey": KEEPERS,
    # accounts
    "get_me": SIGNED_IN,
    "get_key": SIGNED_IN,
    "revoke_key": SIGNED_IN,
    "list_accounts": ADMIN,
    "get_account": ADMIN,
    "create_account": ADMIN,
    "update_account": ADMIN,
    "list_account_keys": ADMIN,
    "create_key": ADMIN,
    # audit
    "list_audit_events": CONTROLLER | ADMIN,
    "get_audit_event": CONTROLLER | ADMIN,
}

# Paths below which a record can be known to its keepers alone. Every other path leads to what is public: agencies,
# areas, schemes, sources and words of the vocabulary are on record for everyone.
PRIVATE = (
    "/v1/innovations/{key}",
    "/v1/innovators/{key}",
    "/v1/citations/{citation_id}",
    "/v1/personal-data-requests/{request_id}",
    "/v1/accounts/{account_id}",
    "/v1/keys/{key_id}",
    "/v1/audit/{event_id}",
    "/v1/rounds/{round_key}",
    "/v1/assessments/{assessment_id}",
    "/v1/objections/{objection_id}",
    "/v1/evidence/{evidence_id}",
    "/v1/replication-requests/{request_id}",
    "/v1/replication-documents/{document_id}",
    "/v1/signs-of-life/{sign_id}",
    "/v1/action-plans/{plan_id}",
    "/v1/plan-aggregates/{aggregate_key}",
    "/v1/surveys/{survey_key}",
    "/v1/programmes/{programme_key}",
    "/v1/programme-editions/{edition_key}",
    "/v1/needs/{need_id}",
    "/v1/snapshots/{snapshot_key}",
)
PUBLIC = (
    "/v1/agencies/{key}",
    "/v1/areas/{code}",
    "/v1/classifications/{key}",
    "/v1/instruments/{instrument}",
    "/v1/sources/{key}",
    "/v1/mandates/{mandate_key}",
    "/v1/mandate-decisions/{decision_id}",
    "/v1/recognitions/{recognition_id}",
    "/v1/survey-instruments/{instrument}",
)


# what a body needs beside the members that must be there
NEEDED = {
    "create_innovation_citation": {"phrase": "Kata"},
    "create_agency_citation": {"phrase": "Kata"},
    "add_replication_document": {"number": "1"},
    "verify_need": {"evidence": [{"title": "Laporan", "reference": "1"}]},
}


FROZEN = {
    "session_date": "2026-12-03",
    "title": "Sidang Tertutup",
    "audience": "internal",
    "statistics": [{"name": "council"}],
}
COMPLAINT = {
    "source": "pengaduan",
    "statement": "Antrean panjang.",
    "priority": "rendah",
    "evidence": [{"title": "Aduan Rahasia", "reference": "1"}],
}


# reads that tell nobody anything before a record is published
TOLD_OF_PUBLISHED_RECORDS = {
    "list_similar_innovations",
    "list_innovation_relations",
    "list_innovator_citations",
    "list_innovation_candidates",
}
# reads of results that a draft of a round has not got yet
TOLD_OF_RESULTS = {"list_results", "get_result", "get_reliability", "list_compared_innovations"}


def body_of(operation: Operation) -> Any:
    """Return a body that is right in itself, whatever record it is for."""
    return {**operation.example, **NEEDED.get(operation.name, {})} if operation.body else None


@dataclass(frozen=True)
class World:
    """A registry with an agency, its records that are not public, and people who have nothing to do with it.

    `strangers` are, by role, people of another agency, or whose key reaches no further than that agency; `records` are,
    by path, what leads to a record, and `nothing` what has the same form and leads to none.
    """

    fresh: Fresh
    operations: list[Operation]
    roles: dict[str, dict[str, str]]
    strangers: dict[str, dict[str, str]]
    records: dict[str, list[str]]
    nothing: dict[str, list[str]]

    async def ask(self, operation: Operation, path: str, headers: dict[str, str], body: Any = None) -> httpx.Response:
        """Ask for an operation with all that it asks for beside its path."""
        told = {**headers, **({"if-match": "*"} if operation.conditional else {})}
        return await self.fresh.client.request(operation.method, path, json=body, headers=told)

    def keyed(self, operation: Operation) -> list[tuple[str, str]]:
        """Return paths of an operation to records that are not public, each with one that leads to nothing."""
        below = next((path for path in PRIVATE if operation.template.startswith(path)), None)
        if below is None:
            return []
        pairs = zip(self.records[below], self.nothing[below], strict=True)
        return [(operation.with_key(record), operation.with_key(nothing)) for record, nothing in pairs]


@pytest.fixture(scope="module")
async def world(server: Server, migrated: str) -> AsyncIterator[World]:
    async with serving(server, migrated) as fresh:
        world = await furnished(fresh)
        MAY.update(exports_of(world.operations))
        yield world


def exports_of(operations: list[Operation]) -> dict[str, frozenset[str]]:
    """Return who may have each list, and each statistic, as a file: whoever may read it, and nobody else."""
    reads = {operation.template: operation.name for operation in operations if operation.method == "GET"}
    pairs = [(files, reads.get(path.removesuffix(".{format}"))) for path, files in reads.items() if "{format}" in path]
    return {file: MAY[read] for file, read in pairs if read is not None}


@dataclass(frozen=True)
class Unheard:
    """What is on record of a round that nobody but those who run it knows of."""

    round_id: str
    slug: str
    objection_id: str
    assessment_id: str


async def unheard(fresh: Fresh) -> Unheard:
    """Put a draft of a round on record, with an objection and an assessment in it."""
    async with fresh.committing() as session:
        form = await making.instrument(session, making.form(code="keberatan"))
        panel, hearing = making.stage("panel", -3, -2), making.stage("uji_publik", weight=0)
        round_ = await making.round_of(session, form, panel, hearing, status="draft")
        entry = await making.entry(session, round_, await factories.innovation(session, "Inovasi Tersanggah"))
        objection = Objection(
            round_id=round_.id, entry_id=entry.id, number=1, statement="Rahasia.", received_at=datetime.now(UTC)
        )
        session.add(objection)
        somebody = await factories.person(session, "Penilai Rahasia")
        assessor = await making.assessor(session, round_, await signing.account(session, "assessor"), somebody)
        assessment = await making.assessment(session, panel, entry, assessor, [80, 70])
        await session.flush()
        return Unheard(str(round_.id), round_.slug, str(objection.id), str(assessment.id))


async def replication(
    fresh: Fresh, made: Callable[..., Awaitable[dict[str, Any]]], person: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ask to replicate what an agency has that nobody here keeps the records of; return the request and a letter."""
    async with fresh.committing() as session:
        third = await factories.agency(session, "Dinas Ketiga")
        origin = (await factories.innovation(session, "Inovasi Ketiga", agency_id=third.id)).slug
    wish = {"origin": origin, "model": "mandiri", "problem": "Antre.", "adaptation": "Loket.", "contact": person}
    wanted = await made("/v1/replication-requests", wish)
    letter = {"kind": "surat", "number": "1", "issued_on": "2026-01-02"}
    return wanted, await made(f"/v1/replication-requests/{wanted['id']}/documents", letter)


async def unannounced(fresh: Fresh, made: Callable[..., Awaitable[dict[str, Any]]]) -> list[str]:
    """Put a survey that nobody but its keepers knows of on record, and return its id and slug."""
    async with fresh.committing() as session:
        await SurveyForms(session).ship(read_forms())
    told = {"title": "Survei Rahasia", "agency": "dinas-sendiri", "instrument": "skm-permenpan-14-2017"}
    survey = await made("/v1/surveys", {**told, "from_on": "2026-01-05", "until_on": "2026-03-31"})
    return [survey["id"], survey["slug"]]


async def held_in_secret(made: Callable[..., Awaitable[dict[str, Any]]]) -> dict[str, list[str]]:
    """Draft a programme and an edition of it; return what leads to both, by path."""
    programme = await made("/v1/programmes", {"name": "Diklat Rahasia", "kind": "diklat"})
    edition = {"programme": programme["slug"], "name": "Diklat Rahasia 2026", "starts_on": "2026"}
    held = await made("/v1/programme-editions", edition)
    return {
        "/v1/programmes/{programme_key}": [programme["id"], programme["slug"]],
        "/v1/programme-editions/{edition_key}": [held["id"], held["slug"]],
    }


async def unseen(fresh: Fresh, innovation_id: str) -> str:
    """Put a sign of life of a record that is not public on record, and return its id."""
    async with fresh.committing() as session:
        now = datetime.now(UTC)
        told = {"kind": "konfirmasi", "observed_on": now.date(), "recorded_at": now}
        sign = SignOfLife(innovation_id=UUID(innovation_id), **told)
        session.add(sign)
        await session.flush()
        return str(sign.id)


async def planned(fresh: Fresh, agency_id: UUID) -> tuple[str, PlanAggregate]:
    """Put on record a plan that is not public, and how many there are of an edition that is not; return id and number.

    The agency made the plan, and organised the edition.
    """
    async with fresh.committing() as session:
        held = await desk.edition(session, status="draft", organiser_id=agency_id)
        agency = await session.get_one(Agency, agency_id)
        return str((await desk.plan(session, held, agency)).id), await desk.aggregate(session, held)


async def frozen(made: Callable[..., Awaitable[Any]], registrar: dict[str, str]) -> dict[str, list[str]]:
    """Freeze what is for the registrar alone, and return what leads to it."""
    kept = await made("/v1/snapshots", FROZEN, **registrar)
    return {"/v1/snapshots/{snapshot_key}": [kept["id"], kept["slug"]]}


async def furnished(fresh: Fresh) -> World:
    """Fill a registry over HTTP, as those who keep it do."""
    roles, strangers = {}, {}
    async with fresh.committing() as session:
        own, other = await factories.agency(session, "Dinas Sendiri"), await factories.agency(session, "Dinas Lain")
        await making.instrument(session, index())
        await making.instrument(session, edition("kipp", "2023", form=making.form().as_json()["form"]))
        bound = {"operator", "secretariat"}
        for role in sorted(ROLES):
            agency_id = own.id if role in bound else None
            roles[role] = await signing.sign(session, role, agency_id=agency_id)
            stranger = await signing.account(session, role, agency_id=other.id if role in bound else None)
            strangers[role] = await signing.key(session, stranger, agency_id=None if role in bound else other.id)
    operator = roles["operator"]

    async def made(path: str, body: Any, **headers: str) -> dict[str, Any]:
        answer = await fresh.client.post(path, json=body, headers={**operator, **headers})
        assert answer.status_code == 201, (path, answer.text)
        receipt: dict[str, Any] = answer.json()
        return receipt

    secret, (plan_id, number) = await unheard(fresh), await planned(fresh, own.id)
    draft = await made("/v1/innovations", {"name": "Rahasia Dapur"})
    evidence = await made(
        f"/v1/innovations/{draft['id']}/evidence", {"kind": "surat", "title": "Surat Rahasia", "reference": "1"}
    )
    person = await made("/v1/innovators", {"name": "Orang Rahasia"})
    wanted, paper = await replication(fresh, made, person["id"])
    source = await made("/v1/sources", {"kind": "berita", "title": "Berita Uji"})
    cited = {"field": "name", "source": source["slug"], "confidence": "disebut", "phrase": "Rahasia Dapur"}
    condition = {"if-match": f'"v{draft["version"]}"'}
    citation = await made(f"/v1/innovations/{draft['id']}/citations", cited, **condition)
    await made(f"/v1/innovators/{person['id']}/identifiers", {"kind": "nip", "value": NIP})
    request = await made(
        "/v1/personal-data-requests",
        {"person": person["id"], "kind": "rectification", "statement": "Nama saya keliru."},
    )
    me = (await fresh.client.get("/v1/me", headers=operator)).json()
    events = (await fresh.client.get("/v1/audit", headers=roles["admin"])).json()["items"]
    no_id = "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"
    return World(
        fresh,
        await every_operation(fresh.client),
        {ANONYMOUS: {}, **roles},
        {ANONYMOUS: {}, **strangers},
        {
            "/v1/innovations/{key}": [draft["id"], draft["slug"]],
            "/v1/innovators/{key}": [person["id"], person["slug"]],
            "/v1/citations/{citation_id}": [citation["id"]],
            "/v1/personal-data-requests/{request_id}": [request["id"]],
            "/v1/accounts/{account_id}": [me["account_id"]],
            "/v1/keys/{key_id}": [me["credential"]],
            "/v1/audit/{event_id}": [events[0]["id"]],
            "/v1/rounds/{round_key}": [secret.round_id, secret.slug],
            "/v1/assessments/{assessment_id}": [secret.assessment_id],
            "/v1/objections/{objection_id}": [secret.objection_id],
            "/v1/evidence/{evidence_id}": [evidence["id"]],
            "/v1/replication-requests/{request_id}": [wanted["id"]],
            "/v1/replication-documents/{document_id}": [paper["id"]],
            "/v1/signs-of-life/{sign_id}": [await unseen(fresh, draft["id"])],
            "/v1/action-plans/{plan_id}": [plan_id],
            "/v1/plan-aggregates/{aggregate_key}": [str(number.id), number.slug],
            "/v1/surveys/{survey_key}": await unannounced(fresh, made),
            **await held_in_secret(made),
            "/v1/needs/{need_id}": [(await made("/v1/needs", COMPLAINT))["id"]],
            **await frozen(made, roles["registrar"]),
        },
        {
            "/v1/innovations/{key}": [no_id, "rahasia-kamar"],
            "/v1/innovators/{key}": [no_id, "orang-lain"],
            "/v1/citations/{citation_id}": [no_id],
            "/v1/personal-data-requests/{request_id}": [no_id],
            "/v1/accounts/{account_id}": [no_id],
            "/v1/keys/{key_id}": ["k00000000000"],
            "/v1/audit/{event_id}": [no_id],
            "/v1/rounds/{round_key}": [no_id, "putaran-nihil"],
            "/v1/assessments/{assessment_id}": [no_id],
            "/v1/objections/{objection_id}": [no_id],
            "/v1/evidence/{evidence_id}": [no_id],
            "/v1/replication-requests/{request_id}": [no_id],
            "/v1/replication-documents/{document_id}": [no_id],
            "/v1/signs-of-life/{sign_id}": [no_id],
            "/v1/action-plans/{plan_id}": [no_id],
            "/v1/plan-aggregates/{aggregate_key}": [no_id, "rencana-nihil"],
            "/v1/surveys/{survey_key}": [no_id, "survei-nihil"],
            "/v1/programmes/{programme_key}": [no_id, "diklat-lain"],
            "/v1/programme-editions/{edition_key}": [no_id, "diklat-lain-2026"],
            "/v1/needs/{need_id}": [no_id],
            "/v1/snapshots/{snapshot_key}": [no_id, "sidang-nihil"],
        },
    )


async def test_the_table_has_every_operation_and_no_other(world: World) -> None:
    assert {operation.name for operation in world.operations} == set(MAY)


async def test_every_operation_lets_in_whom_the_table_says_and_nobody_else(world: World) -> None:
    for operation in world.operations:
        for role, headers in world.roles.items():
            answer = await world.ask(operation, operation.path, headers, {} if operation.body else None)
            case = (operation.name, role, answer.status_code, answer.text[:300])
            assert answer.status_code < 500, case
            if role in MAY[operation.name]:
                assert answer.status_code not in {401, 403}, case
            elif role == ANONYMOUS:
                assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), case
                assert answer.headers["www-authenticate"] == 'Bearer realm="inovasi"', case
            else:
                assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), case
                assert answer.json()["errors"] == [], case


async def test_whoever_has_no_permission_is_not_told_what_is_wrong_with_the_body(world: World) -> None:
    for operation in world.operations:
        if operation.body is None or ANONYMOUS in MAY[operation.name]:
            continue
        for body in ("[", '{"lain": 1}'):
            told = {"content-type": "application/json"}
            answer = await world.fresh.client.request(operation.method, operation.path, content=body, headers=told)
            assert (answer.status_code, answer.json()["errors"]) == (401, []), operation.name


async def test_every_path_to_a_record_is_thought_about(world: World) -> None:
    keyed = {operation.template for operation in world.operations if operation.keys.keys() - {"format"}}
    known = (*PRIVATE, *PUBLIC, "/v1/vocabularies/{name}", "/v1/charts/{name}.")
    assert [template for template in keyed if not template.startswith(known)] == []


def said(answer: httpx.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Return all that an answer tells but which request it is for, and when."""
    body = {name: value for name, value in answer.json().items() if name not in {"request_id", "instance"}}
    skipped = {"x-request-id", "content-length", "ratelimit"}
    return answer.status_code, body, {name: value for name, value in answer.headers.items() if name not in skipped}


async def test_a_record_of_others_is_as_if_there_were_none(world: World) -> None:
    asked = 0
    for operation in world.operations:
        for record, nothing in world.keyed(operation):
            for role, headers in world.strangers.items():
                theirs = await world.ask(operation, record, headers, body_of(operation))
                none = await world.ask(operation, nothing, headers, body_of(operation))
                case = (operation.name, role, record, theirs.text[:300], none.text[:300])
                assert said(theirs) == said(none), case
                expected = 404 if role in MAY[operation.name] else 401 if role == ANONYMOUS else 403
                assert theirs.status_code == expected, case
                asked += 1
    assert asked > 200


async def test_whoever_keeps_the_records_finds_them(world: World) -> None:
    """The paths above lead to something: otherwise the test above would say nothing."""
    for operation in world.operations:
        name = operation.name.replace("export_", "list_", 1)
        if operation.method != "GET" or name in TOLD_OF_PUBLISHED_RECORDS | TOLD_OF_RESULTS:
            continue
        for record, _ in world.keyed(operation):
            keeper = "operator" if "operator" in MAY[operation.name] else "admin"
            runs = operation.template.startswith(("/v1/objections", "/v1/rounds", "/v1/assessments", "/v1/snapshots"))
            keeper = "registrar" if runs else keeper
            answer = await world.ask(operation, record, world.roles[keeper])
            assert answer.status_code == 200, (operation.name, record, answer.text)


async def test_it_takes_no_more_questions_to_hide_a_record_than_to_miss_one(world: World) -> None:
    """What is asked of the database tells how long an answer takes, on a busy machine better than a clock."""
    database = world.fresh.app.state.database
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async def questions(operation: Operation, path: str) -> int:
        del asked[:]
        await world.ask(operation, path, world.strangers["operator"], body_of(operation))
        return len(asked)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        for operation in world.operations:
            for record, nothing in world.keyed(operation):
                if "operator" in MAY[operation.name]:
                    theirs, none = await questions(operation, record), await questions(operation, nothing)
                    assert abs(theirs - none) <= 2, (operation.name, theirs, none)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
