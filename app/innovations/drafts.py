"""Records that are not public, read by whoever keeps them: made of the tables at each request, which few ask for."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from app.core.paging import Cursor, cut, decode, encode
from app.core.queries import identity
from app.core.reading import Reader
from app.core.routes import Asked, Document
from app.core.security import Principal
from app.innovations import documents
from app.innovations.schemas import InnovationFilters, InnovationSort
from app.innovations.uses import in_use_since, items_of

_KEEPS = "($2::uuid[] IS NULL OR i.agency_id = ANY($2::uuid[]))"
_ONE = f"""
SELECT i.version, {documents.OWN_DOCUMENT} AS document FROM innovation i
WHERE {{key}} AND i.status NOT IN ('published', 'merged') AND {_KEEPS}"""  # noqa: S608 - constants of the package
_BY_ID, _BY_SLUG = _ONE.format(key="i.id = $1::uuid"), _ONE.format(key="i.slug = $1::text")

# the key that rows are ordered by before their id, and whether downwards
_ORDERS = {
    InnovationSort.NEWEST: ("i.id::text", True),
    InnovationSort.OLDEST: ("i.id::text", False),
    InnovationSort.UPDATED: ("to_char(i.updated_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')", True),
    InnovationSort.NAME: ('i.name_key COLLATE "C"', False),
}

_LINEAGE = "SELECT l.member_id FROM agency_lineage l WHERE l.key = {}"
_PARTS = "SELECT ip.innovation_id FROM innovation_person ip JOIN person p ON p.id = ip.person_id WHERE {}"
# what each condition of a filter compares with the value in the place of the braces
_CONDITIONS = {
    "kind": "i.kind = {}",
    "form": "i.form = {}",
    "stage": f"{documents.STAGE} = {{}}",
    "agency": f"i.agency_id IN ({_LINEAGE})",
    "facets": f"{documents.FACETS} @> {{}}::text[]",
    "innovator": f"i.id IN ({_PARTS.format('p.slug = {} AND p.concealed_at IS NULL')})",
    "innovator_id": f"i.id IN ({_PARTS.format('p.id = {} AND p.concealed_at IS NULL')})",
    "q": f"position({{}} IN {documents.NAMES}) > 0",
}


def digest_tag(version: int, body: bytes) -> str:
    """Return the strong tag of a representation that also names the version of its record, for If-Match."""
    return f'"v{version}-{blake2b(body, digest_size=8).hexdigest()}"'


def _territory(principal: Principal) -> list[Any] | None:
    return None if principal.territory is None else list(principal.territory)


async def find_draft(reader: Reader, key: str, principal: Principal) -> Document | None:
    """Return a record that is not public and is the caller's to keep, or None."""
    found = identity(key)
    rows = await reader.fetch(_BY_ID if found else _BY_SLUG, found or key, _territory(principal))
    if not rows:
        return None
    body = rows[0]["document"].encode()
    return Document(digest_tag(rows[0]["version"], body), body)


async def search_drafts(
    filters: InnovationFilters, values: dict[str, Any], principal: Principal, belongs: str, asked: Asked
) -> Document:
    """Return a page of the records of a status that are the caller's to keep.

    Raises:
        InvalidCursor: the cursor belongs to another list.
    """
    belongs = f"{belongs} {filters.status} {principal.account_id}"
    bound: list[Any] = [filters.status, _territory(principal)]
    where = ["i.status = $1", _KEEPS]
    where.append(documents.EXTERNAL if filters.external else f"NOT {documents.EXTERNAL}")
    # the compact form of what is looked for is the same search
    for name in values.keys() - {"q_compact", "external"}:
        bound.append(values[name])
        where.append(_CONDITIONS[name].format(f"${len(bound)}"))
    total = None
    if filters.with_total:
        counted = await asked.reader.fetch(f"SELECT count(*) FROM innovation i WHERE {' AND '.join(where)}", *bound)  # noqa: S608 - constants of this file; values are bound
        total = counted[0][0]
    place = decode(filters.cursor, belongs, 2) if filters.cursor else None
    rows = await asked.reader.fetch(*_page(filters, where, bound, place))
    page = cut(rows, filters.limit, place)
    return _document(page.rows, _cursors(page, belongs), total, asked)


def _page(filters: InnovationFilters, where: list[str], bound: list[Any], place: Cursor | None) -> list[Any]:
    """Return the statement for a page, and its values."""
    key, downwards = _ORDERS[filters.sort]
    backwards = place is not None and place.backwards
    descending = downwards is not backwards
    where, bound = list(where), list(bound)
    if place:
        bound += place.keys
        comparison = "<" if descending else ">"
        where.append(f"({key}, i.id::text) {comparison} (${len(bound) - 1}::text, ${len(bound)}::text)")
    direction = "DESC" if descending else "ASC"
    sql = f"""
    SELECT {documents.OWN_CARD} AS card, {documents.USED_SIGNS} AS signs, {key} AS key, i.id::text AS id
    FROM innovation i WHERE {" AND ".join(where)}
    ORDER BY {key} {direction}, i.id::text {direction} LIMIT {filters.limit + 1}"""  # noqa: S608 - constants of this file; values are bound
    return [sql, *bound]


def _cursors(page: Any, belongs: str) -> dict[str, str | None]:
    def token(row: Any, *, backwards: bool) -> str:
        return encode(Cursor((row["key"], row["id"]), backwards), belongs)

    return {
        "next": token(page.rows[-1], backwards=False) if page.has_next and page.rows else None,
        "prev": token(page.rows[0], backwards=True) if page.has_prev and page.rows else None,
    }


def _document(rows: Sequence[Any], cursors: dict[str, str | None], total: int | None, asked: Asked) -> Document:
    told = {name: f'"{cursor}"' if cursor else "null" for name, cursor in cursors.items()}
    cards, signs = [row["card"].encode() for row in rows], [row["signs"] for row in rows]
    items = items_of(cards, signs, in_use_since(asked.sign_months))
    tail = f'],"next":{told["next"]},"prev":{told["prev"]},"total":{"null" if total is None else total}}}'
    body = b'{"items":[' + items + tail.encode()
    tag = f'"d{blake2b(body, digest_size=12).hexdigest()}"'
    if asked.knows(tag):
        return Document(tag, None)
    links = [f'<{asked.other_page()}{cursor}>; rel="{name}"' for name, cursor in cursors.items() if cursor]
    return Document(tag, body, links)
