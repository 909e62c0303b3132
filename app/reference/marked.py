"""YAML read together with the line of each value, so that what is wrong can be shown where it stands.

Every plain scalar is text until the schema says what it is: `2019`, `12.71` and `no` need no quotes, and a date is not
turned into something else on the way. Only an empty value, `~` and `null` mean that a value is absent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]
Value = str | list["Value"] | dict[str, "Value"] | None

# the parser in C is some ten times faster; a build of PyYAML without it still works
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ABSENT = {"", "~", "null"}
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a reference file."""

    file: str
    line: int
    field: str
    message: str

    @property
    def text(self) -> str:
        """The problem in one line, as compilers and editors write it."""
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class CorruptReference(Exception):  # noqa: N818 - a fact about the files, named as the other facts are
    """Reference files that cannot be loaded, with everything that is wrong in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(problem.text for problem in self.problems))


@dataclass(slots=True)
class Marked:
    """The content of one file, and the line of each part of it."""

    file: str
    data: Value = None
    lines: dict[Place, int] = field(default_factory=dict)

    def problem(self, place: Place, message: str) -> Problem:
        """Return a problem at a place; one that is not in the file stands at the nearest that encloses it."""
        found = place
        while found and found not in self.lines:
            found = found[:-1]
        names = [str(part) for part in place if isinstance(part, str)]
        return Problem(self.file, self.lines.get(found, 1), names[-1] if names else "file", message)


def read_marked(path: Path) -> Marked:
    """Return the content of a YAML file with its lines.

    Raises:
        CorruptReference: there is no such file, or it is not YAML of plain lists, mappings and text in UTF-8.
    """
    reading = _Reading(Marked(path.name))
    try:
        node = yaml.compose(_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"is not YAML: {error.problem or error.context}"
        raise CorruptReference([Problem(path.name, mark.line + 1 if mark else 1, "file", message)]) from None
    except yaml.YAMLError as error:
        raise CorruptReference([Problem(path.name, 1, "file", f"is not YAML: {error}")]) from None
    if node is None:
        raise CorruptReference([Problem(path.name, 1, "file", "is empty")])
    reading.marked.data = reading.value(node, ())
    if reading.problems:
        raise CorruptReference(reading.problems)
    return reading.marked


def in_yaml(message: str) -> str:
    """Return a message of Pydantic's as the end of a sentence that began with the field, in the words of YAML."""
    bare = message.removeprefix("Value error, ")
    return (bare[:1].lower() + bare[1:]).replace("tuple", "list").replace("dictionary", "mapping")


def _text(path: Path) -> str:
    """Return the file's text, checked for what YAML forbids, with the line where the first such thing is."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorruptReference([Problem(path.name, 1, "file", f"cannot be read: {error.strerror}")]) from None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CorruptReference([Problem(path.name, line, "file", "is not UTF-8")]) from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if any(ord(character) < ord(" ") and character not in "\t\r" for character in line_text):
            raise CorruptReference([Problem(path.name, number, "file", "has a control character")])
    return text


class _Reading:
    """One pass over the nodes of a file."""

    def __init__(self, marked: Marked) -> None:
        self.marked = marked
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Value:
        """Return the plain value of a node and note its line and those below it."""
        self.marked.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._refuse(place, "repeats another part by reference; write it out")
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self._refuse(place, "has a tag; only plain YAML is read")
        if isinstance(node, yaml.ScalarNode):
            # the parser leaves the style of a plain scalar empty
            return None if not node.style and node.value in _ABSENT else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*place, index)) for index, child in enumerate(node.value)]
        return self._mapping(node, place)

    def _mapping(self, node: yaml.Node, place: Place) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(Problem(self.marked.file, key.start_mark.line + 1, "file", "a key must be text"))
                continue
            name: str = key.value
            line = key.start_mark.line + 1
            if name in values:
                self.problems.append(Problem(self.marked.file, line, name, "is given twice"))
            self.marked.lines[*place, name] = line
            values[name] = self.value(child, (*place, name))
        return values

    def _refuse(self, place: Place, message: str) -> None:
        self.problems.append(self.marked.problem(place, message))
