"""The drawing of a lineage: where things stand, and what it says to whoever sees no colours."""

import re
from itertools import combinations
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Language
from app.lineage.drawing import Layout, Measures, layout
from app.lineage.lettering import lines_of, width_of
from app.lineage.picture import FRAMES, INK, LINES, LIT, MOST_DRAWN, PALE_INK, PAPER, picture_of
from app.lineage.schemas import LineageCounts, LineageEdge, LineageNode, LineageRead
from app.models.codes import Vitality

SVG = "{http://www.w3.org/2000/svg}"
MEASURES = Measures()


def depths_of(nodes: int, edges: list[tuple[int, int]]) -> dict[int, int]:
    depths = dict.fromkeys(range(nodes), 0)
    for _ in range(nodes):
        for ancestor, descendant in edges:
            depths[descendant] = max(depths[descendant], depths[ancestor] + 1)
    return depths


pairs = st.tuples(st.integers(0, 24), st.integers(0, 24)).filter(lambda pair: pair[0] < pair[1])
edge_lists = st.lists(pairs, max_size=60, unique=True)


def planned(edges: list[tuple[int, int]]) -> Layout[int]:
    return layout(depths_of(25, edges), edges, MEASURES)


@given(edge_lists)
def test_no_two_boxes_overlap_and_all_are_on_the_page(edges: list[tuple[int, int]]) -> None:
    plan = planned(edges)
    for one, other in combinations(plan.boxes.values(), 2):
        beside = abs(one.x - other.x) >= MEASURES.width
        above = abs(one.y - other.y) >= MEASURES.height
        assert beside or above
    for box in plan.boxes.values():
        assert 0 <= box.x <= plan.width - MEASURES.width
        assert 0 <= box.y <= plan.height - MEASURES.height


@given(edge_lists)
def test_every_line_leads_from_a_lower_to_a_higher_layer_and_through_no_box(edges: list[tuple[int, int]]) -> None:
    plan = planned(edges)
    for (ancestor, descendant), points in zip(edges, plan.lines, strict=True):
        first, last = plan.boxes[ancestor], plan.boxes[descendant]
        assert first.layer < last.layer
        assert points[0] == (first.x + MEASURES.width, first.y + MEASURES.height // 2)
        assert points[-1] == (last.x, last.y + MEASURES.height // 2)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        for x, y in points[1:-1]:
            passed = [box for box in plan.boxes.values() if box.x <= x <= box.x + MEASURES.width]
            assert not [box for box in passed if box.y < y < box.y + MEASURES.height]


@given(edge_lists)
def test_the_same_graph_gives_the_same_drawing(edges: list[tuple[int, int]]) -> None:
    assert planned(edges) == planned(edges)


def test_a_chain_stands_in_a_row_and_a_fan_around_its_middle() -> None:
    chain = planned([(number, number + 1) for number in range(4)])
    assert len({chain.boxes[number].y for number in range(5)}) == 1
    fan = layout({0: 0, 1: 1, 2: 1, 3: 1}, [(0, 1), (0, 2), (0, 3)], MEASURES)
    assert fan.boxes[0].y == sorted(fan.boxes[number].y for number in (1, 2, 3))[1]


def test_lines_do_not_cross_where_they_need_not() -> None:
    plan = layout({"a": 0, "b": 0, "c": 1, "d": 1}, [("a", "d"), ("b", "c")], MEASURES)
    assert (plan.boxes["a"].y < plan.boxes["b"].y) == (plan.boxes["d"].y < plan.boxes["c"].y)


def test_a_graph_with_more_lines_than_lanes_is_drawn_all_the_same() -> None:
    edges = list(combinations(range(60), 2))
    plan = layout({number: number for number in range(60)}, edges, MEASURES)
    assert len(plan.lines) == len(edges)


@given(st.text(max_size=80), st.integers(4, 20), st.integers(1, 3))
def test_words_fit_their_lines(text: str, width: int, most: int) -> None:
    lines = lines_of(text, width, most)
    assert len(lines) <= most
    assert all(width_of(line) <= width for line in lines)
    whole = "".join(text.split())
    told = "".join("".join(lines).split())
    assert told == whole or (told.endswith("…") and whole.startswith(told[:-1]))


def test_words_are_kept_whole_where_they_fit() -> None:
    assert lines_of("Jemput Bola Dokumen Kependudukan", 12, 3) == ["Jemput Bola Dokumen", "Kependudukan"]
    assert lines_of("Jemput  Bola\nDokumen", 7.6, 1) == ["Jemput Bola…"]


def node(number: int, depth: int = 0, **facts: object) -> LineageNode:
    brief = {"id": UUID(int=900 + number), "slug": "dinas", "name": "Dinas Perhubungan", "short_name": None}
    told = {"id": UUID(int=number), "slug": f"n-{number}", "name": f"Inovasi {number}", "agency": brief}
    told |= {"external": False, "region_code": None, "kind": "digital", "vitality": "aktif", "since": None}
    return LineageNode(**told | {"depth": depth} | facts)


def edge(descendant: int, ancestor: int, kind: str = "adaptation") -> LineageEdge:
    ends = {"descendant": UUID(int=descendant), "ancestor": UUID(int=ancestor)}
    return LineageEdge(**ends, kind=kind, since=None, changes=[], note=None)


def lineage(nodes: list[LineageNode], edges: list[LineageEdge], *, truncated: bool = False) -> LineageRead:
    depths = [one.depth for one in nodes]
    counts = LineageCounts(
        ancestors=sum(depth < 0 for depth in depths), descendants=sum(depth > 0 for depth in depths), archived=0
    )
    return LineageRead(root=nodes[0].id, nodes=nodes, edges=edges, counts=counts, truncated=truncated)


FAMILY = lineage(
    [
        node(1, name='Si "Surat" <b>&</b> ]]>', vitality="stale", since="2023-05"),
        node(2, -1, vitality="menunggu"),
        node(3, 1, vitality="berhenti", external=True, region_code="12.75"),
        node(4, 2, vitality=None, agency=None),
    ],
    [edge(1, 2, "successor"), edge(3, 1, "copy"), edge(4, 3), edge(4, 1)],
)


def drawn(of: LineageRead, language: Language = "id") -> ET.Element:
    return ET.fromstring(picture_of(of, language))  # noqa: S314 - made here


def texts(of: ET.Element) -> str:
    return " | ".join("".join(one.itertext()) for one in of.iter(f"{SVG}text"))


def test_a_drawing_says_what_it_is() -> None:
    picture = drawn(FAMILY)
    assert picture.attrib["role"] == "img"
    named = {part.attrib["id"]: part.text for part in picture if "id" in part.attrib}
    assert picture.attrib["aria-labelledby"].split() == list(named)
    assert named["title"] == 'Silsilah Si "Surat" <b>&</b> ]]>'
    assert named["description"] == "1 asal di kiri, 2 turunan di kanan."
    assert drawn(FAMILY, "en").attrib["lang"] == "en"


def test_it_is_told_in_words_whether_each_is_alive_and_where_it_is() -> None:
    said = texts(drawn(FAMILY))
    for word in ("Lewat waktu; mulai 2023-05", "Berhenti", "Luar daerah 12.75", "Belum terbit", "Rekaman ini"):
        assert word in said
    assert "Perangkat daerah tidak diketahui" in said
    assert "Overdue; begun 2023-05" in texts(drawn(FAMILY, "en"))


def test_every_kind_of_box_and_line_is_told_apart_without_colours_and_explained() -> None:
    assert set(FRAMES) == {None, *Vitality}
    for looks in (FRAMES, LINES):
        assert len({(look.dashes, look.pattern) for look in looks.values()}) == len(looks)
        assert len({look.dashes for look in looks.values()}) == len(looks)
        for language in ("id", "en"):
            said = texts(drawn(FAMILY, language))
            assert all(look.label.in_language(language) in said for look in looks.values())


def test_the_lines_have_the_dashes_of_their_kind() -> None:
    picture = drawn(lineage([node(1), node(2, -1)], [edge(1, 2, "copy")]))
    lines = [one for one in picture.findall(f"{SVG}path") if one.attrib["fill"] == "none"]
    assert [one.attrib["stroke-dasharray"] for one in lines] == [LINES["copy"].dashes]


def test_what_it_shows_needs_no_style_and_nothing_from_elsewhere() -> None:
    text = picture_of(FAMILY, "id").decode()
    assert not re.search(r"<style|style=|<script|href|@import|<b>", text)
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {f"#{look.pattern}" for look in FRAMES.values()}


def test_the_same_lineage_gives_the_same_bytes() -> None:
    assert picture_of(FAMILY, "id") == picture_of(FAMILY.model_copy(deep=True), "id") != picture_of(FAMILY, "en")


def test_one_alone_says_so() -> None:
    assert "Tidak tercatat asal maupun turunannya." in texts(drawn(lineage([node(1)], [])))


@pytest.mark.parametrize(
    ("truncated", "said"),
    [
        (False, "201 inovasi yang lebih jauh tidak digambar."),
        (True, "Lebih dari 201 inovasi yang lebih jauh tidak digambar."),
    ],
)
def test_of_many_the_nearest_are_drawn_and_the_others_counted(truncated: bool, said: str) -> None:
    nodes = [node(1), *(node(number, 1) for number in range(2, 2 * MOST_DRAWN + 2))]
    edges = [edge(number, 1) for number in range(2, 2 * MOST_DRAWN + 2)]
    picture = drawn(lineage(nodes, edges, truncated=truncated))
    assert said in texts(picture)
    # the boxes, and the entries of the key
    assert len(picture.findall(f"{SVG}g")) == MOST_DRAWN + len(FRAMES) + len(LINES)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_and_shapes_stand_out() -> None:
    for ground in (PAPER, LIT):
        for ink in (INK, PALE_INK):
            assert contrast(ink, ground) >= 4.5
        for look in (*FRAMES.values(), *LINES.values()):
            assert contrast(look.colour, ground) >= 3
