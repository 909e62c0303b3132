"""Citations as one reader may see them."""

from uuid import UUID

from app.citations.repository import CitationRepository, Record
from app.citations.schemas import (
    AmbiguityRead,
    CitationDetail,
    CitationList,
    CitationRead,
    CitationWithdrawal,
    CitedRecord,
)
from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import NotFound
from app.core.security import Principal
from app.innovations.whereabouts import whereabouts
from app.models import Ambiguity, Citation
from app.models.codes import Permission, Subject
from app.sources.schemas import source_read

TAIL = "/citations"


def keeps_record(principal: Principal | None, record: Record) -> bool:
    """Whether the citations of a record are the principal's to keep: those of agencies are the registrar's."""
    if principal is None or record.version is None:
        return False
    if record.kind is Subject.AGENCY:
        return principal.may(Permission.AGENCIES_WRITE)
    return principal.keeps(record.agency_id)


class CitationDirectory:
    """Citations within one read; whoever keeps a record sees them before it is published."""

    def __init__(self, session: Session, principal: Principal | None) -> None:
        self._session = session
        self._citations = CitationRepository(session)
        self._principal = principal if principal and principal.may(Permission.RECORDS_READ) else None

    async def of(self, subject: Subject, key: str) -> tuple[CitationList, int | None]:
        """Return the citations of a record, and the record's version if it has one to name.

        Raises:
            NotFound, Moved, Archived: it is not here, or the reader may not see it.
        """
        record = await self._citations.find(subject, key, self._principal)
        if record is None:
            if subject is Subject.INNOVATION:
                await whereabouts(self._session, key, self._principal, TAIL)
            raise NotFound
        clear = await concealment(self._session)
        items = [_read(citation, clear) for citation in await self._citations.of(record)]
        ambiguities = [_open(ambiguity, clear) for ambiguity in await self._citations.ambiguities(record)]
        return clear.told(CitationList(items=items, ambiguities=ambiguities)), record.version

    async def get(self, citation_id: UUID) -> CitationDetail:
        """Return one citation.

        Raises:
            NotFound: there is none, the reader may not see its record, or it was withdrawn and is not the reader's.
        """
        citation = await self._citations.get(citation_id)
        if citation is None:
            raise NotFound
        subject = Subject(citation.subject_kind)
        record = await self._citations.find(subject, str(citation.subject_id), self._principal)
        if record is None or (citation.withdrawn_at and not keeps_record(self._principal, record)):
            raise NotFound
        return await self.detail(citation, record)

    async def detail(self, citation: Citation, record: Record, version: int | None = None) -> CitationDetail:
        """Return a citation with its record, which has another version by now if one is given."""
        clear = await concealment(self._session)
        withdrawn = None
        if citation.withdrawn_at:
            withdrawn = CitationWithdrawal(at=citation.withdrawn_at, reason=citation.withdrawn_reason or "")
        about = CitedRecord(kind=record.kind, id=record.id, version=version or record.version)
        shown = CitationDetail(**dict(_read(citation, clear)), record=about, withdrawn=withdrawn)
        return clear.told(shown)


def _read(citation: Citation, clear: Concealment) -> CitationRead:
    return CitationRead.model_validate(citation).model_copy(update={"source": source_read(citation.source, clear)})


def _open(ambiguity: Ambiguity, clear: Concealment) -> AmbiguityRead:
    source = source_read(ambiguity.source, clear) if ambiguity.source else None
    return AmbiguityRead.model_validate(ambiguity).model_copy(update={"source": source})
