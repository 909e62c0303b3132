"""A lineage as a drawing (SVG 1.1) that tells in words and shapes what it tells in colours.

It is shown under a policy that lets no style sheet in, so how it looks is said by attributes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.core.errors import Language, Text
from app.lineage.drawing import Layout, Measures, Point, layout
from app.lineage.graph import Descent
from app.lineage.lettering import lines_of
from app.lineage.schemas import LineageEdge, LineageNode, LineageRead
from app.models.codes import Vitality

MOST_DRAWN = 200
# sizes of letters, bold ones as much larger as they are wider, and the room that a box leaves them
_NAME, _AGENCY, _STATE, _HEADING = 16.0, 12.5, 13.2, 21.5
_MARGIN, _HEADER, _STRIP, _PADDING = 28, 74, 12, 12
_MEASURES = Measures()
_ROOM = _MEASURES.width - _STRIP - 2 * _PADDING
_LEGEND_LINE, _LEGEND_COLUMN = 30, 250
_LEAST_WIDTH = 3 * _LEGEND_COLUMN

INK, PALE_INK, PAPER, LIT = "#17202b", "#46505d", "#ffffff", "#e6f0fb"
LINE = "#4a5563"
_TEMPLATES = Environment(
    loader=PackageLoader("app.lineage"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Look(NamedTuple):
    """How a kind of box or line is told from others, also without its colour: by dashes, and the pattern of a strip."""

    colour: str
    dashes: str
    pattern: str
    label: Text


# in the order of the legend
FRAMES: Mapping[str | None, Look] = {
    Vitality.AKTIF: Look("#14713f", "none", "full", Text("Aktif", "Alive")),
    Vitality.MENUNGGU: Look("#2862a6", "2 4", "dots", Text("Menunggu", "Awaited")),
    Vitality.STALE: Look("#8a5a00", "9 5", "slant", Text("Lewat waktu", "Overdue")),
    Vitality.VAKUM: Look("#5b6675", "14 4 3 4", "bars", Text("Vakum", "Dormant")),
    Vitality.BERHENTI: Look("#a3271e", "4 3", "cross", Text("Berhenti", "Stopped")),
    None: Look("#5b6675", "1 3", "none", Text("Belum terbit", "Not public")),
}
LINES: Mapping[str, Look] = {
    Descent.ADAPTATION: Look(LINE, "none", "", Text("diadaptasi menjadi", "was adapted as")),
    Descent.COPY: Look(LINE, "10 5", "", Text("disalin menjadi", "was copied as")),
    Descent.SUCCESSOR: Look(LINE, "2 5", "", Text("diteruskan oleh", "was succeeded by")),
}

_WORDS: Mapping[str, Text] = {
    "title": Text("Silsilah {name}", "Lineage of {name}"),
    "description": Text(
        "{ancestors} asal di kiri, {descendants} turunan di kanan.",
        "{ancestors} origins on the left, {descendants} descendants on the right.",
    ),
    "left_out": Text(
        "{count} inovasi yang lebih jauh tidak digambar.", "{count} innovations further off are not drawn."
    ),
    "left_out_more": Text(
        "Lebih dari {count} inovasi yang lebih jauh tidak digambar.",
        "More than {count} innovations further off are not drawn.",
    ),
    "alone": Text("Tidak tercatat asal maupun turunannya.", "No origin and no descendant is on record."),
    "root": Text("Rekaman ini", "This record"),
    "elsewhere": Text("Luar daerah {code}", "Another region {code}"),
    "since": Text("mulai {since}", "begun {since}"),
    "no_agency": Text("Perangkat daerah tidak diketahui", "Agency unknown"),
    "legend": Text("Keterangan", "Key"),
}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A box as the template needs it."""

    x: int
    y: int
    name: str
    lines: Sequence[str]
    agency: str
    state: str
    where: str
    look: Look
    root: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as the template needs it: the way of a curve, and where its arrow ends."""

    way: str
    x: int
    y: int
    look: Look


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the legend: a frame or a line, and what it means."""

    x: int
    y: int
    label: str
    look: Look


def picture_of(lineage: LineageRead, language: Language) -> bytes:
    """Return the drawing of a lineage: of more innovations than fit, the nearest ones. The same one gives the same."""
    nodes = lineage.nodes[:MOST_DRAWN]
    root = next(node for node in nodes if node.id == lineage.root)
    among = {node.id for node in nodes}
    edges = [edge for edge in lineage.edges if edge.ancestor in among and edge.descendant in among]
    depths = {node.id: node.depth for node in sorted(nodes, key=lambda node: (node.name, node.slug))}
    plan = layout(depths, [(edge.ancestor, edge.descendant) for edge in edges], _MEASURES)
    drawing = _TEMPLATES.get_template("lineage.svg").render(
        language=language,
        title=_said("title", language, name=root.name),
        heading=lines_of(_said("title", language, name=root.name), _LEAST_WIDTH / _HEADING, 1)[0],
        description=_description(lineage, len(nodes), language),
        boxes=[_box(node, plan, root=node is root, language=language) for node in nodes],
        lines=[_line(points, edge) for points, edge in zip(plan.lines, edges, strict=True)],
        **_frame(plan, language),
    )
    return drawing.encode()


def _frame(plan: Layout[UUID], language: Language) -> dict[str, object]:
    """Return the size of the drawing, and what stands around the boxes."""
    legend = _HEADER + plan.height + 2 * _MARGIN
    return {
        "frames": _entries(FRAMES.values(), 0, legend, language),
        "ways": _entries(LINES.values(), 2, legend, language),
        "width": max(plan.width, _LEAST_WIDTH) + 2 * _MARGIN,
        "height": legend + 4 * _LEGEND_LINE + _MARGIN // 2,
        "legend": legend,
        "legend_label": _said("legend", language),
        "root_label": _said("root", language),
        "measures": _MEASURES,
        "strip": _STRIP,
        "padding": _PADDING,
        "margin": _MARGIN,
        "patterns": FRAMES.values(),
        "ink": INK,
        "pale_ink": PALE_INK,
        "paper": PAPER,
        "lit": LIT,
    }


def _entries(looks: Iterable[Look], column: int, top: int, language: Language) -> list[_Entry]:
    """Return entries of the legend, three in a column, from a column on."""
    return [
        _Entry(
            _MARGIN + (column + place // 3) * _LEGEND_COLUMN,
            top + _LEGEND_LINE + place % 3 * _LEGEND_LINE,
            look.label.in_language(language),
            look,
        )
        for place, look in enumerate(looks)
    ]


def _said(word: str, language: Language, **facts: object) -> str:
    return _WORDS[word].in_language(language, **facts)


def _description(lineage: LineageRead, drawn: int, language: Language) -> str:
    """Return what the drawing shows and what it leaves out, in a sentence or two."""
    counts, left = lineage.counts, len(lineage.nodes) - drawn
    if len(lineage.nodes) == 1:
        return _said("alone", language)
    told = _said("description", language, ancestors=counts.ancestors, descendants=counts.descendants)
    if left or lineage.truncated:
        told += " " + _said("left_out_more" if lineage.truncated else "left_out", language, count=left)
    return told


def _box(node: LineageNode, plan: Layout[UUID], *, root: bool, language: Language) -> _Drawn:
    box, look = plan.boxes[node.id], FRAMES.get(node.vitality, FRAMES[None])
    owner = (node.agency.short_name or node.agency.name) if node.agency else _said("no_agency", language)
    state = look.label.in_language(language)
    if node.since:
        state += "; " + _said("since", language, since=node.since)
    return _Drawn(
        x=box.x + _MARGIN,
        y=box.y + _HEADER + _MARGIN,
        name=node.name,
        lines=lines_of(node.name, _ROOM / _NAME, 2),
        agency=lines_of(owner, _ROOM / _AGENCY, 1)[0],
        state=lines_of(state, _ROOM / _STATE, 1)[0],
        where=_said("elsewhere", language, code=node.region_code or "").strip() if node.external else "",
        look=look,
        root=root,
    )


def _line(points: Sequence[Point], edge: LineageEdge) -> _Line:
    """Return a line: curves between the layers, straight on where it passes one."""
    moved = [(x + _MARGIN, y + _HEADER + _MARGIN) for x, y in points]
    (x, y), *rest = moved
    way = [f"M{x} {y}"]
    for place, (to_x, to_y) in enumerate(rest):
        if place % 2:
            way.append(f"H{to_x}")
        else:
            middle = (x + to_x) // 2
            way.append(f"C{middle} {y} {middle} {to_y} {to_x} {to_y}")
        x, y = to_x, to_y
    return _Line(" ".join(way), x, y, LINES[edge.kind])
