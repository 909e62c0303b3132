"""The SQL of what counts: the records, as they are or were, and the conditions on them.

A source of records is a statement with the same columns whether it is of the published cards, of records that are not
public, or of the state of a past day, so that one set of conditions and of dimensions serves all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.core.queries import identity
from app.core.security import Principal
from app.core.text import compact_key, search_key
from app.innovations import documents
from app.models.codes import AreaLevel, Stage
from app.statistics.dimensions import URUSAN, Place
from app.statistics.inputs import CountedFilters, Lack

# how long the code of an area is at each level
AREA_LENGTHS = {AreaLevel.KOTA: 5, AreaLevel.KECAMATAN: 8, AreaLevel.KELURAHAN: 13}

PUBLISHED = """
SELECT c.innovation_id AS id, c.agency_id, c.kind, c.form, c.stage, c.facets, c.names, c.external, c.represents
FROM innovation_card c"""
# those of a status that whoever asks keeps
KEPT = f"""
SELECT i.id, i.agency_id, i.kind, i.form, {documents.STAGE} AS stage, {documents.FACETS} AS facets,
  {documents.NAMES} AS names, {documents.EXTERNAL} AS external, {documents.REPRESENTS} AS represents
FROM innovation i
WHERE i.status = :status AND (CAST(:everywhere AS boolean) OR i.agency_id = ANY (CAST(:territory AS uuid[])))"""  # noqa: S608 - constants of the package

# A partial date has come with the last day that it can mean: see `app.innovations.asof`.
_CAME = """(CASE length({date}) WHEN 4 THEN {date} <= CAST(:whole_year AS text)
  WHEN 7 THEN {date} <= CAST(:whole_month AS text) ELSE {date} <= CAST(:day AS text) END)"""


def came(column: str) -> str:
    """Return the condition that the partial date in a column has come by the day."""
    return _CAME.format(date=column)


_LAST = """(SELECT s.stage FROM innovation_stage s WHERE s.innovation_id = i.id AND {condition}
  ORDER BY s.position DESC LIMIT 1)"""
_COME = came("s.started_on")
_DAY_OF = "CAST({moment} + interval '7 hours' AS date)"
# What `undone` tells of a record stands in the place of what is recorded today; see `app.statistics.past`.
PAST = f"""
SELECT i.id, CASE WHEN o.id IS NULL THEN c.agency_id ELSE o.agency_id END AS agency_id,
  coalesce(o.kind, c.kind) AS kind, coalesce(o.form, c.form) AS form,
  coalesce(CASE WHEN CAST(:on_day AS date) >= coalesce(o.staged_on, {_DAY_OF.format(moment="i.created_at")})
    THEN {_LAST.format(condition=f"(s.started_on IS NULL OR {_COME})")}
    ELSE {_LAST.format(condition=f"s.started_on IS NOT NULL AND {_COME}")} END, '{Stage.TIDAK_DIKETAHUI}') AS stage,
  array(SELECT f FROM unnest(coalesce(o.facets, c.facets)) f WHERE f NOT LIKE 'year:%'
    UNION ALL SELECT 'year:' || left(k.known_on, 4) WHERE k.known_on IS NOT NULL AND {came("k.known_on")}) AS facets,
  coalesce(o.names, c.names) AS names, CASE WHEN o.id IS NULL THEN c.external
    ELSE coalesce((SELECT a.external FROM agency a WHERE a.id = o.agency_id), false) END AS external,
  CASE WHEN o.id IS NULL THEN c.represents
    ELSE greatest(o.represents - (i.represents - c.represents), 0) END AS represents
FROM innovation_card c JOIN innovation i ON i.id = c.innovation_id
  LEFT JOIN jsonb_to_recordset(CAST(:undone AS jsonb)) AS o (id uuid, agency_id uuid, kind text, form text,
    represents int, first_known_on text, facets text[], names text, staged_on date) ON o.id = i.id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN o.id IS NULL THEN i.first_known_on ELSE o.first_known_on END AS known_on) k
WHERE CASE
  WHEN i.first_known_on IS NOT NULL AND {came("i.first_known_on")} THEN true
  WHEN EXISTS (SELECT FROM innovation_stage s WHERE s.innovation_id = i.id AND s.started_on IS NOT NULL AND {_COME})
    THEN true
  WHEN i.first_known_on IS NULL AND NOT EXISTS (
    SELECT FROM innovation_stage s WHERE s.innovation_id = i.id AND s.started_on IS NOT NULL)
    THEN {_DAY_OF.format(moment="c.published_at")} <= CAST(:on_day AS date)
  ELSE false END"""  # noqa: S608 - constants of this file

_NOTHING = "NOT EXISTS (SELECT FROM {table} x WHERE x.innovation_id = r.id)"
_TEXT = "EXISTS (SELECT FROM innovation i WHERE i.id = r.id AND {condition})"
LACKS = {
    Lack.AGENCY: "r.agency_id IS NULL",
    **{lack: f"r.{lack.value} = 'tidak_diketahui'" for lack in (Lack.KIND, Lack.FORM, Lack.STAGE)},
    Lack.START: "NOT EXISTS (SELECT FROM innovation_stage s WHERE s.innovation_id = r.id AND s.stage = 'penerapan' "
    "AND s.started_on IS NOT NULL)",
    Lack.INITIATOR: _TEXT.format(condition="i.initiator = 'tidak_diketahui'"),
    **{
        lack: _TEXT.format(condition=f"i.{lack.value} IS NULL")
        for lack in (
            *(Lack.FIRST_KNOWN_ON, Lack.SUMMARY, Lack.PROBLEM, Lack.GOAL, Lack.NOVELTY, Lack.HOW_IT_WORKS),
            Lack.BENEFIT,
        )
    },
    Lack.RESULT: _TEXT.format(condition="i.result_before IS NULL AND i.result_after IS NULL"),
    Lack.PEOPLE: _NOTHING.format(table="innovation_person"),
    Lack.PLACES: _NOTHING.format(table="innovation_place"),
    Lack.URUSAN: f"NOT (r.facets @> ARRAY['term:{URUSAN}'])",
    Lack.LEGAL_BASES: _NOTHING.format(table="legal_basis"),
    Lack.RESOURCES: _NOTHING.format(table="innovation_resource"),
    Lack.CITATION: "NOT EXISTS (SELECT FROM citation t WHERE t.subject_kind = 'innovation' AND t.subject_id = r.id "
    "AND t.withdrawn_at IS NULL)",
}


@dataclass(slots=True)
class Counted:
    """Which records count: where they come from, the conditions on them as `r`, and the values of both."""

    source: str
    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **values: Any) -> None:
        """Narrow it by a condition."""
        self.conditions.append(condition)
        self.values |= values

    @property
    def sql(self) -> str:
        """The statement for the records; the names in it are of this package."""
        return f"SELECT r.* FROM ({self.source}) r WHERE {' AND '.join(self.conditions)}"  # noqa: S608 - see above


def day_values(on: date) -> dict[str, Any]:
    """Return the values by which a partial date is compared with a day: the last year and month that are over by it."""
    next_day = on + timedelta(days=1)
    whole_month = on if next_day.day == 1 else on.replace(day=1) - timedelta(days=1)
    year = on.year if (next_day.month, next_day.day) == (1, 1) else on.year - 1
    return {
        "on_day": on,
        "day": on.isoformat(),
        "whole_month": f"{whole_month:%Y-%m}",
        "whole_year": f"{year:04}",
    }


def of_status(status: str, principal: Principal) -> Counted:
    """Return the records of a status that somebody keeps."""
    territory = sorted(principal.territory or ())
    values = {"status": status, "everywhere": principal.territory is None, "territory": territory}
    return Counted(KEPT, values=values)


def narrow(counted: Counted, filters: CountedFilters) -> Counted:
    """Return what counts with the conditions of filters, as the list of innovations understands them."""
    counted.add("r.external" if filters.external else "NOT r.external")
    for name in ("kind", "stage", "form"):
        if value := getattr(filters, name):
            counted.add(f"r.{name} = CAST(:{name} AS text)", **{name: value.value})
    if filters.agency:
        agency = str(identity(filters.agency) or filters.agency)
        counted.add("r.agency_id IN (SELECT l.member_id FROM agency_lineage l WHERE l.key = :agency)", agency=agency)
    facets = {"area": filters.area, "year": filters.year, "term": filters.classification}
    if words := [f"{name}:{value}" for name, value in facets.items() if value]:
        counted.add("r.facets @> CAST(:words AS text[])", words=words)
    if filters.innovator:
        _by_innovator(counted, filters)
    if filters.q is not None:
        _by_name(counted, filters.q)
    return counted


def _by_innovator(counted: Counted, filters: CountedFilters) -> None:
    key = str(filters.innovator)
    found = identity(key)
    begun = f" AND (x.valid_from IS NULL OR {came('x.valid_from')})" if filters.as_of else ""
    counted.add(
        "EXISTS (SELECT FROM innovation_person x JOIN person p ON p.id = x.person_id AND p.concealed_at IS NULL "
        f"WHERE x.innovation_id = r.id AND p.{'id' if found else 'slug'} = :innovator{begun})",
        innovator=found or key,
    )


def _by_name(counted: Counted, q: str) -> None:
    key = search_key(q)
    if not key:
        # nothing but punctuation is looked for, and no name has nothing but that
        counted.add("false")
        return
    like = "r.names LIKE '%' || CAST(:{name} AS text) || '%'"
    both = f"({like.format(name='q')} OR {like.format(name='q_compact')})"
    counted.add(both, q=key, q_compact=compact_key(q))


def narrow_to(counted: Counted, places: Sequence[Place], scheme: str, level: AreaLevel) -> Counted:
    """Return what counts in a row: the records with these values."""
    schemes = {"cluster": scheme, "urusan": URUSAN}
    for name, code in places:
        value = f"cell_{name}"
        if name in schemes:
            word = f"term:{schemes[name]}"
            has = f"r.facets @> ARRAY[CAST(:{value} AS text)]"
            counted.add(has if code else f"NOT ({has})", **{value: f"{word}/{code}" if code else word})
        elif name == "area":
            _in_area(counted, code, level)
        elif name == "year":
            _in_year(counted, code)
        elif name == "agency":
            owner = "r.agency_id = (SELECT a.id FROM agency a WHERE a.slug = :cell_agency)"
            counted.add(owner if code else "r.agency_id IS NULL", **({value: code} if code else {}))
        else:
            counted.add(f"r.{name} = CAST(:{value} AS text)", **{value: code or "tidak_diketahui"})
    return counted


def _in_area(counted: Counted, code: str | None, level: AreaLevel) -> None:
    if code:
        counted.add("r.facets @> ARRAY['area:' || CAST(:cell_area AS text)]", cell_area=code)
    else:
        counted.add(
            "NOT EXISTS (SELECT FROM unnest(r.facets) f WHERE f LIKE 'area:%' AND length(f) = CAST(:area_word AS int))",
            area_word=len("area:") + AREA_LENGTHS[level],
        )


def _in_year(counted: Counted, code: str | None) -> None:
    if code:
        counted.add("r.facets @> ARRAY['year:' || CAST(:cell_year AS text)]", cell_year=code)
    else:
        counted.add("NOT EXISTS (SELECT FROM unnest(r.facets) f WHERE f LIKE 'year:%')")
