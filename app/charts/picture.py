"""A picture before it is drawn: everything that it says, in the words of one language, and no place of anything.

It is what the service hands to the process that draws, so it goes through JSON and back. No I/O.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Form(StrEnum):
    """How figures are drawn."""

    BARS = "bars"  # lying bars; those of several series side by side
    STACKED = "stacked"  # lying bars whose parts add up
    SHARES = "shares"  # lying bars within the whole that they are a part of
    COLUMNS = "columns"  # standing bars over time
    POINTS = "points"  # points over time, with their intervals
    CURVE = "curve"  # the steps of a survival curve, which is drawn elsewhere


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: its number, None where nothing is drawn; what is written of it; the bounds of its interval."""

    value: float | None
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What stands beside one label: a cell for each series. `total` is written behind bars that add up.

    `known` is false of what no record says anything of.
    """

    label: str
    cells: list[Cell]
    total: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """What the bars of one pattern stand for; `known` is false of those of which no record says what they are."""

    label: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The figures in rows, for whoever does not see the drawing, and what counts in them."""

    caption: str
    definition: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in one language.

    `summary` is what it shows, in sentences; `notes` and `source` stand below the drawing; `message` stands in its
    place where there is nothing to draw. `axis` names what is measured; `legend` says that series need to be explained.
    """

    form: Form
    language: str
    title: str
    subtitle: str
    summary: str
    axis: str
    source: str
    groups: list[Group]
    series: list[Series]
    table: Table
    notes: list[str] = field(default_factory=list)
    message: str = ""
    legend: bool = False

    def told(self) -> dict[str, Any]:
        """Return what it says as JSON can hold it."""
        return asdict(self)


def picture_of(told: dict[str, Any]) -> Picture:
    """Return the picture that says this."""
    groups = [Group(**{**group, "cells": [Cell(**cell) for cell in group["cells"]]}) for group in told["groups"]]
    series = [Series(**one) for one in told["series"]]
    parts = {"form": Form(told["form"]), "groups": groups, "series": series, "table": Table(**told["table"])}
    return Picture(**{**told, **parts})
