"""The documents of replications: added by either side, withdrawn, never changed."""

from typing import Any
from uuid import UUID

from app.core.concealment import concealment
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.models import ReplicationDocument
from app.replication.directory import document_read
from app.replication.facts import ReplicationDocumentsFull, ReplicationDocumentWithdrawn
from app.replication.inputs import DocumentCreate
from app.replication.keeping import Keeping
from app.replication.schemas import DocumentRead
from app.sources.addresses import is_on_the_web

MOST_DOCUMENTS = 200
_NO_ADDRESS = Text("Bukan alamat http atau https.", "This is no http or https address.")


class DocumentService(Keeping):
    """The documents of replications."""

    async def add(self, request_id: UUID, told: DocumentCreate) -> DocumentRead:
        """Add a document to a request that goes on.

        Raises:
            NotFound: there is no such request, or none of its sides is the caller's to keep.
            ReplicationFixed: it has ended.
            InvalidRequest: it was not issued yet, or its address is none.
            ReplicationDocumentsFull: the request has as many as it holds.
        """
        one = await self._held(request_id)
        self._check_going_on(one, ["documents"])
        self._day(told.issued_on, "#/issued_on")
        if told.address is not None and not is_on_the_web(told.address):
            raise InvalidRequest([FieldError("#/address", "invalid_address", _NO_ADDRESS)])
        if await self._data.standing(one.id) >= MOST_DOCUMENTS:
            raise ReplicationDocumentsFull(MOST_DOCUMENTS)
        facts: dict[str, Any] = told.model_dump(exclude={"signatories"})
        facts["valid_from"] = told.valid_from or told.issued_on
        document = ReplicationDocument(
            id=new_id(),
            request_id=one.id,
            signatories=[signatory.model_dump(mode="json") for signatory in told.signatories],
            added_at=self._work.at,
            withdrawn_at=None,
            withdrawn_reason=None,
            **facts,
        )
        await self._data.add(document)
        said = {"id": str(document.id), **told.model_dump(mode="json", exclude_none=True)}
        self._record("add_document", one, {"document": (None, said)})
        return document_read(document, await concealment(self._work.session), self._today)

    async def withdraw(self, document_id: UUID, reason: str) -> DocumentRead:
        """Take back a document that was wrong. It stays on record, and shows nothing any more.

        Raises:
            NotFound: there is none, or no side of its request is the caller's to keep.
            ReplicationFixed: the request has ended.
            ReplicationDocumentWithdrawn: that was done before.
        """
        document = await self._data.document(document_id)
        if document is None:
            raise NotFound
        one = await self._held(document.request_id)
        self._check_going_on(one, ["documents"])
        if document.withdrawn_at is not None:
            raise ReplicationDocumentWithdrawn
        document.withdrawn_at, document.withdrawn_reason = self._work.at, reason
        await self._data.flush()
        gone = {"id": str(document.id), "kind": document.kind, "number": document.number}
        self._record("withdraw_document", one, {"document": (gone, None)}, reason)
        return document_read(document, await concealment(self._work.session), self._today)
