"""The files of instruments and of forms of surveys, one edition in each.

Either all of them are right, or every problem is told at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from pydantic import ValidationError

from app.instruments.definition import Definition
from app.reference.marked import CorruptReference, Marked, Place, Problem, Value, in_yaml, read_marked
from app.surveys.definition import SurveyDefinition

INSTRUMENTS = Path(__file__).parent / "instruments"
FORMS = Path(__file__).parent / "surveys"

_EditionT = TypeVar("_EditionT", bound=Definition | SurveyDefinition)


@dataclass(frozen=True, slots=True)
class _File(Generic[_EditionT]):
    """A file that is right in itself."""

    definition: _EditionT
    marked: Marked


def read_instruments(path: Path = INSTRUMENTS) -> tuple[Definition, ...]:
    """Return the instruments of a folder (its files `*.yaml`), or of a single file, by code and edition.

    Raises:
        CorruptReference: with every problem found. Whether two files say the same edition is looked at only when each
            is right in itself.
    """
    return _read_all(path, Definition)


def read_forms(path: Path = FORMS) -> tuple[SurveyDefinition, ...]:
    """Return the forms of surveys of a folder, or of a single file, by code and edition.

    Raises:
        CorruptReference: as `read_instruments`.
    """
    return _read_all(path, SurveyDefinition)


def _read_all(path: Path, kind: type[_EditionT]) -> tuple[_EditionT, ...]:
    files: list[_File[_EditionT]] = []
    problems: list[Problem] = []
    for place in _places(path):
        try:
            files.append(_read(place, kind))
        except CorruptReference as corrupt:
            problems.extend(corrupt.problems)
    if problems or (problems := list(_twice(files))):
        raise CorruptReference(problems)
    return tuple(sorted((file.definition for file in files), key=lambda one: (one.code, one.edition)))


def _places(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.yaml"))
    if not found:
        raise CorruptReference([Problem(path.name, 1, "folder", "has no *.yaml")])
    return found


def _read(path: Path, kind: type[_EditionT]) -> _File[_EditionT]:
    marked = read_marked(path)
    if empty := list(_empty(marked.data, ())):
        # unknown is said in so many words: an empty place may as well be one that was forgotten
        raise CorruptReference(marked.problem(place, "is empty; write unknown, or leave it out") for place in empty)
    try:
        definition = cast("_EditionT", kind.model_validate(marked.data))
        return _File(definition, marked)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
    # what is wrong between members says itself which of them to look at (`app.instruments.basics.fault`)
    places = [(*error["loc"], *error.get("ctx", {}).get("at", ())) for error in errors]
    raise CorruptReference(
        marked.problem(place, in_yaml(error["msg"])) for place, error in zip(places, errors, strict=True)
    )


def _empty(value: Value, place: Place) -> Iterator[Place]:
    """Yield the places below a part that have no value."""
    if value is None:
        yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _empty(part, (*place, name))


def _twice(files: Sequence[_File[_EditionT]]) -> Iterator[Problem]:
    """Two files that say one edition, or whose codes and editions make one address."""
    first: dict[str, _File[_EditionT]] = {}
    for file in files:
        earlier = first.setdefault(file.definition.slug, file)
        if earlier is not file:
            message = f"{file.definition.slug} is in {earlier.marked.file} already"
            yield file.marked.problem(("edition",), message)
