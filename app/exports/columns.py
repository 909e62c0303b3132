"""The columns of a list: what its items are made of, laid out flat. No I/O.

They follow from the schema of the items and never from the rows, so that every file of a list has the same columns:

* what an object holds has a column each, named after where it is: `agency.slug`, `agency.name`;
* a list of texts, codes or numbers is one column, its values with `; ` between them;
* a list of objects, and an object whose names are not fixed, is one column of JSON;
* an exact decimal, which answers hold as text, is a number; what is a day, and nothing but a day, is one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.cells import Cell
from app.core.schema import Exact

# by which a text is told to be an exact decimal
_DECIMAL = next(mark.pattern for part in get_args(Exact)[1:] for mark in part.metadata if hasattr(mark, "pattern"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its value is in an item, and how the cell is made of what JSON holds there."""

    path: tuple[str, ...]
    cell: Callable[[Any], Cell]

    @property
    def code(self) -> str:
        """The name of the column in the file."""
        return ".".join(self.path)

    def of(self, item: Any) -> Cell:
        """Return the cell of an item; nothing where an object on the way is absent."""
        for name in self.path:
            if item is None:
                return None
            item = item.get(name)
        return None if item is None else self.cell(item)


def columns_of(model: type[BaseModel]) -> tuple[Column, ...]:
    """Return the columns of a list of such items."""
    return tuple(_columns(model, (), (model,)))


def _columns(model: type[BaseModel], above: tuple[str, ...], within: tuple[type, ...]) -> Iterator[Column]:
    for name, info in model.model_fields.items():
        path = (*above, info.serialization_alias or info.alias or name)
        kinds = list(_kinds(info.annotation))
        only = _only_model(kinds)
        if only is not None and only not in within:
            yield from _columns(only, path, (*within, only))
        else:
            yield Column(path, _cell_of(kinds, _marks(info)))
    for name, computed in model.model_computed_fields.items():
        yield Column((*above, computed.alias or name), _cell_of(list(_kinds(computed.return_type)), []))


def _kinds(annotation: Any) -> Iterator[Any]:
    """Yield the types that a value may have beside null, without their marks."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for kind in get_args(annotation):
            yield from _kinds(kind)
    elif annotation is not type(None):
        yield annotation


def _marks(info: FieldInfo) -> list[Any]:
    return [*info.metadata, *_inner_marks(info.annotation)]


def _inner_marks(annotation: Any) -> Iterator[Any]:
    """Yield the marks within an annotation such as `Exact | None`."""
    if get_origin(annotation) is Annotated:
        for mark in get_args(annotation)[1:]:
            yield from mark.metadata if isinstance(mark, FieldInfo) else [mark]
    if get_origin(annotation) in {Union, UnionType, Annotated}:
        for part in get_args(annotation):
            yield from _inner_marks(part)


def _cell_of(kinds: Sequence[Any], marks: Sequence[Any]) -> Callable[[Any], Cell]:
    if kinds and all(get_origin(kind) is list for kind in kinds):
        return _together
    if kinds == [date]:
        return date.fromisoformat
    if kinds == [datetime]:
        return str
    if any(getattr(mark, "pattern", None) == _DECIMAL for mark in marks):
        return Decimal
    return _plain


def _plain(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    cell: Cell = value
    return cell


def _together(values: list[Any]) -> Cell:
    if any(isinstance(value, dict | list) for value in values):
        return _plain(values)
    return "; ".join(value if isinstance(value, str) else json.dumps(value) for value in values)


def _only_model(kinds: Sequence[Any]) -> type[BaseModel] | None:
    """Return the model that a value is always of, or None."""
    kind = kinds[0] if len(kinds) == 1 else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
