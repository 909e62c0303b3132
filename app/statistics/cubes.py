"""The numbers of innovations as a cube: each count with its keys, in order, and the list that it counts."""

from collections.abc import Callable, Mapping, Sequence

from app.core.clock import today
from app.models.codes import RecordStatus
from app.reference.files import vocabularies
from app.statistics.dimensions import MULTIPLE, Place
from app.statistics.inputs import CountedFilters
from app.statistics.linking import Linking
from app.statistics.registry import Cube, Figure, Key, Row
from app.statistics.repository import Count, Counts, Named
from app.statistics.schemas import Audience, Words
from app.statistics.wording import label_of, note, same, words

MEASURES = ("innovations", "represented")
VOCABULARIES = {"kind": "innovation_kind", "stage": "stage", "form": "innovation_form"}


def cube_of(
    found: Counts,
    dimensions: Sequence[str],
    names: Mapping[str, Mapping[str, Named]],
    filters: CountedFilters,
    link: Linking,
) -> Cube:
    """Return counts as a cube; `names` are those of the values of dimensions that are records."""
    keys = {name: _keys(name, names.get(name, {})) for name in dimensions}
    rows = [_row(dimensions, count, keys, link) for count in found.rows]
    rows.sort(key=lambda row: [_place(name, key) for name, key in zip(dimensions, row.keys, strict=True)])
    return Cube(
        as_of=filters.as_of or today(),
        dimensions=dimensions,
        measures=MEASURES,
        total=_figures(found.total, link, ()),
        rows=rows,
        audience=audience_of(filters),
        notes=_notes(filters, dimensions),
        multiple=frozenset(MULTIPLE) & set(dimensions),
    )


def audience_of(filters: CountedFilters) -> Audience:
    """Return whom counts with these filters are for."""
    return Audience.PUBLIC if filters.status in {None, RecordStatus.PUBLISHED} else Audience.INTERNAL


def _keys(name: str, names: Mapping[str, Named]) -> Callable[[str | None], Key]:
    """Return what makes keys of the codes that the tables have."""
    none = words().dimensions[name].none

    def key(code: str | None) -> Key:
        if code is None:
            return Key(None, none.told() if none else same("-"))
        if name in VOCABULARIES:
            return Key(code, label_of(VOCABULARIES[name], code))
        named = names.get(code)
        return Key(named.code, same(named.name)) if named else Key(code, same(code))

    return key


def _row(
    dimensions: Sequence[str], count: Count, keys: Mapping[str, Callable[[str | None], Key]], link: Linking
) -> Row:
    told = tuple(keys[name](code) for name, code in zip(dimensions, count.codes, strict=True))
    places = [Place(name, key.code) for name, key in zip(dimensions, told, strict=True)]
    return Row(told, _figures(count, link, places))


def _figures(count: Count, link: Linking, places: Sequence[Place]) -> tuple[Figure, Figure]:
    address = link.to(places)
    return Figure(count.innovations, address), Figure(count.represented)


def _place(name: str, key: Key) -> tuple[bool, int, str]:
    """Return where a key stands: codes in the order of their vocabulary, years by time, the rest by name, none last."""
    if name in VOCABULARIES:
        return key.code is None, _order(VOCABULARIES[name]).get(key.code or "", 0), key.code or ""
    return key.code is None, 0, (key.code or "") if name == "year" else key.label.id.casefold()


def _order(vocabulary: str) -> Mapping[str, int]:
    found = next(one for one in vocabularies() if one.name == vocabulary)
    return {code.code: at for at, code in enumerate(found.codes)}


def _notes(filters: CountedFilters, dimensions: Sequence[str]) -> list[Words]:
    told = [note("represents")]
    if filters.as_of is not None:
        told.append(note("past"))
    told += [note("several_rows")] if set(dimensions) & set(MULTIPLE) else []
    told += [note("owner_as_recorded")] if "agency" in dimensions else []
    return told
