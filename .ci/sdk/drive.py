"""Drives the generated Python client against a running service: python .ci/sdk/drive.py ADDRESS KEY.

The key is of an account that may do everything. Each step says what it holds; the first that does not ends the program.
"""

# ruff: noqa: INP001, PLR2004, PLR0915 - a program beside the checks, whose numbers and steps are those of the interface

import csv
import json
import random
import string
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from inovasi_client import AuthenticatedClient, Client
from inovasi_client.api.accounts import create_account, create_key
from inovasi_client.api.agencies import list_agencies
from inovasi_client.api.feeds import list_changes
from inovasi_client.api.innovations import (
    create_innovation,
    export_innovations,
    get_innovation,
    list_innovations,
    publish_innovation,
    submit_innovation,
    update_innovation,
    verify_innovation,
)
from inovasi_client.api.innovators import create_innovator
from inovasi_client.api.lineage import get_innovation_use, get_lineage_drawing
from inovasi_client.api.replication import (
    add_replication_document,
    advance_replication_request,
    approve_replication_request,
    create_replication_request,
    get_replication_request,
    list_replication_requests,
    record_replica,
    review_replication_request,
)
from inovasi_client.models import (
    AccountCreate,
    AgencyPage,
    ChangePage,
    CompatibilityAnswer,
    CompatibilityInput,
    CompatibilityItem,
    DocumentCreate,
    ExportFormat,
    Innovation,
    InnovationCreate,
    InnovationItem,
    InnovationKind,
    InnovationPage,
    InnovationReceipt,
    InnovationUpdate,
    InnovatorCreate,
    KeyCreate,
    Problem,
    ReplicaInput,
    ReplicationCreate,
    ReplicationDocumentKind,
    ReplicationModel,
    Role,
    StepInput,
)
from inovasi_client.types import UNSET, File, Response, Unset

T = TypeVar("T")


def of(kind: type[T], answer: Response[Any], status: int) -> T:
    """Return what was answered, if it is of this kind and has this status."""
    got = answer.parsed
    if answer.status_code != status or not isinstance(got, kind):
        message = f"{status} {kind.__name__} expected, got {answer.status_code.value}: {answer.content[:500]!r}"
        raise AssertionError(message)
    return got


def refused(answer: Response[Any], status: int, code: str) -> None:
    """Hold that a request was refused with a problem of this kind."""
    problem = of(Problem, answer, status)
    hold(problem.status == status and problem.code == code, f"{code}, not {problem.code}")
    hold(bool(problem.request_id), "a problem leads to the log")


def hold(what: bool, said: str) -> None:
    """Stop if something is not so."""
    if not what:
        raise AssertionError(said)


class Drive:
    """One run: the clients of those who take part, and names that no other run has."""

    def __init__(self, address: str, key: str) -> None:
        self.address = address
        self.public = Client(base_url=address, raise_on_unexpected_status=True)
        self.admin = AuthenticatedClient(base_url=address, token=key, raise_on_unexpected_status=True)
        self.word = "".join(random.choices(string.ascii_lowercase, k=14))  # noqa: S311 - a name, not a secret

    def operator(self, agency: str) -> AuthenticatedClient:
        """Return a client for a new operator of an agency."""
        wanted = AccountCreate(name=f"Klien {self.word} {agency}", roles=[Role.OPERATOR], agency=agency)
        account = create_account.sync_detailed(client=self.admin, body=wanted)
        hold(account.status_code == 201, str(account.content))
        identity = UUID(account.headers["location"].rsplit("/", 1)[1])
        made = create_key.sync(identity, client=self.admin, body=KeyCreate(name="klien"))
        if made is None or isinstance(made, Problem):
            message = f"no key: {made}"
            raise AssertionError(message)
        return AuthenticatedClient(base_url=self.address, token=made.key, raise_on_unexpected_status=True)

    def lists(self) -> None:
        """Pages by their cursors hold everything once, and a filter is typed."""
        seen: list[str] = []
        cursor: str | Unset = UNSET
        total = None
        while True:
            answer = list_innovations.sync_detailed(client=self.public, limit=7, cursor=cursor, with_total=True)
            page = of(InnovationPage, answer, 200)
            seen += [str(item.id) for item in page.items]
            total = page.total
            if page.next_ is None:
                break
            cursor = page.next_
        hold(len(seen) == len(set(seen)) == total, f"{len(seen)} on the pages, {total} in all")
        digital = list_innovations.sync_detailed(client=self.public, kind=InnovationKind.DIGITAL, limit=200)
        hold(all(item.kind == "digital" for item in of(InnovationPage, digital, 200).items), "all are digital")
        refused(list_innovations.sync_detailed(client=self.public, cursor="q83v"), 400, "invalid_cursor")

    def one(self) -> None:
        """A record is typed, its copy can be asked whether it is still right, and one that is missing is a problem."""
        answer = get_innovation.sync_detailed("si-surat", client=self.public)
        record = of(Innovation, answer, 200)
        hold(record.slug == "si-surat" and record.agency is not None, "the record of Si-Surat")
        # `with_headers` of a client that has asked already would change that one, too
        known = Client(base_url=self.address, headers={"If-None-Match": answer.headers["etag"]})
        hold(get_innovation.sync_detailed("si-surat", client=known).status_code == 304, "the copy is still right")
        refused(get_innovation.sync_detailed("tidak-ada", client=self.public), 404, "not_found")
        drawing = get_lineage_drawing.sync_detailed("si-surat", client=self.public)
        hold("<svg" in of(str, drawing, 200), "a drawing is text")

    def writes(self) -> None:
        """A request that is sent twice is done once; a change says of which version it is."""
        keeper = self.operator("diskominfo")
        wanted = InnovationCreate(name=self.word.title(), kind=InnovationKind.DIGITAL)
        first, second = (
            create_innovation.sync_detailed(client=keeper, body=wanted, idempotency_key=self.word) for _ in range(2)
        )
        made = of(InnovationReceipt, first, 201)
        hold(of(InnovationReceipt, second, 201).id == made.id, "one record")
        hold(second.headers.get("idempotency-replayed") == "true", "the second answer says that it is the first's")
        other = InnovationCreate(name=f"{self.word} lain")
        again = create_innovation.sync_detailed(client=keeper, body=other, idempotency_key=self.word)
        refused(again, 422, "idempotency_key_reused")

        tag, change = first.headers["etag"], InnovationUpdate(summary="Dicoba oleh klien.")
        changed = update_innovation.sync_detailed(made.slug, client=keeper, body=change, if_match=tag)
        hold(of(InnovationReceipt, changed, 200).version == made.version + 1, "it is the next version")
        refused(
            update_innovation.sync_detailed(made.slug, client=keeper, body=change, if_match=tag),
            412,
            "precondition_failed",
        )
        # the client cannot leave the condition out; what it is built on can
        bare = keeper.get_httpx_client().patch(f"/v1/innovations/{made.slug}", json=change.to_dict())
        problem = Problem.from_dict(bare.json())
        hold(bare.status_code == 428 and problem.code == "precondition_required", problem.code)

    def replicates(self) -> None:
        """A request goes from the wish to a replica that runs, as in the tour of the README."""
        agency = self.free_agency()
        origin, keeper = self.operator("bagian-umum"), self.operator(agency)
        contact = create_innovator.sync_detailed(client=keeper, body=InnovatorCreate(name=f"Narahubung {self.word}"))
        hold(contact.status_code == 201, str(contact.content))
        every = [CompatibilityInput(item=item, answer=CompatibilityAnswer.YA) for item in CompatibilityItem]
        wish = ReplicationCreate(
            origin="si-surat", agency=agency, model=ReplicationModel.MANDIRI, problem="Surat masuk dicatat di buku.",
            adaptation="Alur disposisi.", contact=contact.headers["location"].rsplit("/", 1)[1],
            requested_on=date(2025, 1, 6), compatibility=every,
        )  # fmt: skip
        asked = create_replication_request.sync_detailed(client=keeper, body=wish, idempotency_key=self.word)
        hold(asked.status_code == 201, str(asked.content))
        request = UUID(asked.headers["location"].rsplit("/", 1)[1])
        tag = asked.headers["etag"]

        def step(take: Callable[..., Response[Any]], who: AuthenticatedClient, on: date, status: int = 200) -> None:
            nonlocal tag
            answer = take(request, client=who, body=StepInput(on=on, due_on=due), if_match=tag)
            hold(answer.status_code == status, f"{take.__module__}: {answer.content!r}")
            tag = answer.headers.get("etag", tag)

        def paper(who: AuthenticatedClient, kind: ReplicationDocumentKind, on: date) -> None:
            written = DocumentCreate(kind=kind, issued_on=on, number=self.word)
            answer = add_replication_document.sync_detailed(request, client=who, body=written)
            hold(answer.status_code == 201, str(answer.content))

        refused(
            review_replication_request.sync_detailed(request, client=keeper, body=StepInput(), if_match=tag),
            403,
            "wrong_side",
        )
        due: date | Unset = UNSET
        step(review_replication_request.sync_detailed, origin, date(2025, 1, 8))
        step(approve_replication_request.sync_detailed, origin, date(2025, 1, 10))
        step(advance_replication_request.sync_detailed, keeper, date(2025, 1, 13))
        step(advance_replication_request.sync_detailed, keeper, date(2025, 1, 20))
        step(advance_replication_request.sync_detailed, keeper, date(2025, 2, 3), 409)
        paper(origin, ReplicationDocumentKind.SURAT, date(2025, 1, 10))
        paper(keeper, ReplicationDocumentKind.RENCANA_AKSI, date(2025, 1, 27))
        due = date(2025, 3, 31)
        step(advance_replication_request.sync_detailed, keeper, date(2025, 2, 3))
        due = UNSET
        name = self.word[::-1]
        replica = record_replica.sync_detailed(
            request, client=keeper, body=ReplicaInput.from_dict(
                {"name": name, "changes": [{"kind": "dipertahankan", "part": "Pencatatan surat masuk"}]}),
            if_match=tag,
        )  # fmt: skip
        hold(replica.status_code in {200, 201}, str(replica.content))
        tag = replica.headers["etag"]
        for take, who in (
            (submit_innovation.sync_detailed, keeper),
            (verify_innovation.sync_detailed, self.admin),
            (publish_innovation.sync_detailed, self.admin),
        ):
            of(InnovationReceipt, take(name, client=who, if_match="*"), 200)
        step(advance_replication_request.sync_detailed, keeper, date(2025, 3, 24))
        paper(keeper, ReplicationDocumentKind.LAPORAN_EVALUASI, date(2025, 3, 31))
        step(advance_replication_request.sync_detailed, keeper, date(2025, 3, 31))
        done = get_replication_request.sync(request, client=keeper)
        hold(done is not None and not isinstance(done, Problem) and done.status == "berjalan", f"it runs: {done}")
        use = get_innovation_use.sync("si-surat", client=self.public, as_of=date(2025, 6, 30))
        hold(use is not None and not isinstance(use, Problem) and use.counts.agencies >= 1, f"it is used: {use}")

    def free_agency(self) -> str:
        """Return an agency that has not asked for Si-Surat yet."""
        for item in of(AgencyPage, list_agencies.sync_detailed(client=self.public, limit=200), 200).items:
            asked = list_replication_requests.sync(client=self.admin, agency=item.slug, origin="si-surat")
            if item.slug.startswith("dinas-") and asked and not isinstance(asked, Problem) and not asked.items:
                return item.slug
        message = "every agency has asked for Si-Surat"
        raise AssertionError(message)

    def exports(self) -> None:
        """A list is a file, too: the same records as its pages, by the same filter."""
        page = list_innovations.sync_detailed(client=self.public, kind=InnovationKind.DIGITAL, limit=200)
        listed = [item.to_dict() for item in of(InnovationPage, page, 200).items]
        table, lines = (
            export_innovations.sync_detailed(form, client=self.public, kind=InnovationKind.DIGITAL)
            for form in (ExportFormat.CSV, ExportFormat.NDJSON)
        )
        rows = list(csv.DictReader(of(File, table, 200).payload.read().decode().splitlines()))
        hold([row["slug"] for row in rows] == [item["slug"] for item in listed], "the rows are the records")
        hold("attachment" in table.headers["content-disposition"], "it is a file with a name")
        told = [json.loads(line) for line in of(File, lines, 200).payload.read().decode().splitlines()]
        hold([InnovationItem.from_dict(one).to_dict() for one in told] == listed, "the lines are the records")

    def follows(self) -> None:
        """A copy that follows the changes is in the end what the list is."""
        listed = of(InnovationPage, list_innovations.sync_detailed(client=self.public, limit=200), 200)
        hold(listed.next_ is None, "the list is longer than a page")
        wanted = {item.id: item.slug for item in listed.items}
        copy: dict[UUID, str] = {}
        after: str | Unset = UNSET
        end, more = time.monotonic() + 30, True
        # what is written beside, by whomever, delays the feed for a moment
        while more or (copy != wanted and time.monotonic() < end):
            page = of(ChangePage, list_changes.sync_detailed(client=self.public, after=after, limit=5), 200)
            for change in page.items:
                if change.innovation is None:
                    copy.pop(change.id, None)
                else:
                    copy[change.id] = change.innovation.slug
            after, more = page.next_, page.more
        hold(copy == wanted, "the copy is not the list")


def main(address: str, key: str) -> None:
    """Drive every step."""
    drive = Drive(address, key)
    for step in (drive.lists, drive.one, drive.writes, drive.replicates, drive.exports, drive.follows):
        step()
        sys.stdout.write(f"ok {(step.__doc__ or '').strip()}\n")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])
