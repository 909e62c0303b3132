"""What is drawn: complete and legible in every form, width and language, and a document that needs nothing else."""

import asyncio
import io
import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from app.charts.drawing import rendering, style
from app.charts.drawing.letters import width_of, wrapped
from app.charts.picture import Cell, Form, Group, Picture, Series, Table, picture_of
from app.charts.pool import Pool
from app.charts.telling import told
from app.core.errors import Language
from tests.charts.cubes import EXAMPLES, LONG

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (320, 519, 520, 760, 2000)
LANGUAGES: tuple[Language, ...] = ("id", "en")


def picture(name: str, language: Language = "id") -> Picture:
    chart, cube = EXAMPLES[name]
    return told(chart, cube, [], language)


def drawn(name: str, width: int = 760, language: Language = "id") -> ET.Element:
    return ET.fromstring(rendering.render(picture(name, language), width, "svg"))  # noqa: S314 - our own


def figure_of(one: Picture, width: int) -> Figure:
    figure = rendering._figure(one, width)  # noqa: SLF001 - where everything stands before it is written
    FigureCanvasAgg(figure).draw()
    return figure


def boxes(figure: Figure) -> dict[str, Bbox]:
    """Return where the ink of each text is."""
    found = {}
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    every = [*figure.texts, *(one for axes in figure.axes for one in (*axes.texts, *axes.get_yticklabels()))]
    for number, one in enumerate(every):
        assert isinstance(one, Text)
        if one.get_text() and one.get_visible():
            found[f"{number} {one.get_text()}"] = one.get_window_extent(renderer)
    return found


def assert_legible(one: Picture, width: int) -> None:
    """Every text stands on the sheet, and on no other."""
    figure = figure_of(one, width)
    placed = boxes(figure)
    sheet = figure.bbox
    for text, box in placed.items():
        assert box.x0 >= 0, (text, width)
        assert box.x1 <= sheet.width, (text, width)
        assert box.y0 >= 0, (text, width)
        assert box.y1 <= sheet.height, (text, width)
    for (first, one_box), (second, other) in itertools.combinations(placed.items(), 2):
        across = min(one_box.x1, other.x1) - max(one_box.x0, other.x0)
        down = min(one_box.y1, other.y1) - max(one_box.y0, other.y0)
        # lines of one text may touch with what hangs below the one and rises in the other
        assert across <= 1 or down <= 2, (first, second, width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_text_stands_on_the_sheet_and_on_no_other(name: str, width: int) -> None:
    for language in LANGUAGES:
        assert_legible(picture(name, language), width)


LABELS = st.text(alphabet=st.sampled_from("abcdefgh iMW.-()"), min_size=1, max_size=120).filter(str.strip)


@given(
    form=st.sampled_from([Form.BARS, Form.STACKED, Form.SHARES, Form.COLUMNS, Form.POINTS]),
    labels=st.lists(LABELS, min_size=1, max_size=9),
    values=st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=9, max_size=9),
    width=st.integers(320, 2000),
)
def test_no_label_and_no_number_is_too_long(
    form: Form, labels: list[str], values: list[int | None], width: int
) -> None:
    # what is told of time is short
    most = 12 if form in {Form.COLUMNS, Form.POINTS} else 200
    groups = [
        Group(
            label[:most].strip() or "x", [Cell(value, "?" if value is None else f"{value:,}")], total=f"{value or 0:,}"
        )
        for label, value in zip(labels, values, strict=False)
    ]
    if form is Form.SHARES:
        groups = [Group(one.label, [Cell(40.0, one.cells[0].text)]) for one in groups]
    one = Picture(
        form,
        "id",
        labels[0],
        "x",
        "x",
        "Indeks",
        "x",
        groups,
        [Series("x")],
        Table("x", "x", ["x"], [["x"]]),
        [labels[-1]],
    )
    assert_legible(one, width)


@given(text=LABELS, width=st.integers(20, 400))
def test_wrapped_text_fits_and_loses_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width, 13)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line, 13) <= width for line in lines)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_is_told_as_an_image_beside_a_table(name: str) -> None:
    for language in LANGUAGES:
        one, root = picture(name, language), drawn(name, language=language)
        assert (root.get("role"), root.get("lang")) == ("figure", language)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert (title.text, desc.text) == (one.title, one.summary)
        image = root.find(f"{SVG}g")
        assert image is not None
        assert image.get("role") == "img"
        assert image.get("aria-labelledby", "").split() == [title.get("id"), desc.get("id")]
        assert root.get("aria-labelledby") == title.get("id")
        assert [part.get("aria-hidden") for part in image] == ["true"]
        assert table_of(root) == [one.table.head, *one.table.rows]


def table_of(root: ET.Element) -> list[list[str]]:
    html = "{http://www.w3.org/1999/xhtml}"
    table = root.find(f"{SVG}foreignObject/{html}div/{html}table")
    assert table is not None
    assert table.find(f"{html}caption") is not None
    heads = [one.get("scope") for one in table.iter(f"{html}th")]
    rows = [[cell.text or "" for cell in row] for row in table.iter(f"{html}tr")]
    assert heads == ["col"] * len(rows[0]) + ["row"] * (len(rows) - 1)
    return rows


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("width", [320, 760])
def test_everything_that_is_written_is_text(name: str, width: int) -> None:
    one, root = picture(name), drawn(name, width)
    said = "".join(texts(root)).replace(" ", "")
    parts = [one.title, one.subtitle, one.source, one.message, *one.notes]
    if one.form is not Form.COLUMNS and one.form is not Form.POINTS:
        parts += [group.label for group in one.groups]
    if one.form is Form.STACKED:
        parts += [group.total for group in one.groups]
    else:
        parts += [cell.text for group in one.groups for cell in group.cells]
    for part in parts:
        assert part.replace(" ", "") in said, part
    assert root.get("viewBox") == f"0 0 {width} {root.get('height')}"
    assert root.get("width") == str(width)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_obeys_the_policy_and_needs_nothing_else(name: str) -> None:
    drawn_ = rendering.render(picture(name), 760, "svg")
    root = ET.fromstring(drawn_)  # noqa: S314 - our own
    tags = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert not tags & {"style", "script", "image", "metadata", "a", "link"}
    names = {name for one in root.iter() for name in one.attrib}
    assert not {one for one in names if one.startswith("on") or one in {"style", "class"}}
    assert "xlink" not in drawn_.decode()
    # an address is a place to ask, and these are names of kinds of elements
    assert set(re.findall(r'https?://[^"]+', drawn_.decode())) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xhtml",
    }
    assert 'encoding="utf-8"' in drawn_.decode()[:60].lower().replace("'", '"')


@pytest.mark.parametrize("name", EXAMPLES)
def test_two_drawings_in_one_page_share_no_name(name: str) -> None:
    roots = [drawn(name), drawn(name, 761), drawn(name, language="en")]
    ids = [one.get("id") for root in roots for one in root.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)
    for root in roots:
        own = {one.get("id") for one in root.iter() if one.get("id")}
        for one in root.iter():
            for value in one.attrib.values():
                assert set(re.findall(r"url\(#([^)]+)\)", value)) <= own
            if "href" in one.attrib:
                assert one.attrib["href"].removeprefix("#") in own


def bars_of(root: ET.Element) -> list[str]:
    """Return the fills of what is drawn over figures, in their order: colours, or patterns by name."""
    return [one.get("fill", "") for one in root.iter(f"{SVG}path") if one.get("fill") not in {None, "none", "#ffffff"}]


def test_what_is_not_known_is_not_drawn_as_zero() -> None:
    root = drawn("nothing known")
    assert bars_of(root) == []
    assert {"? tidak diketahui", "* disamarkan"} <= set(texts(root))
    assert "0" not in texts(root)
    assert [text for text in texts(root) if text.startswith("* disamarkan:")]


def test_a_zero_is_written_and_has_no_bar() -> None:
    root = drawn("zeros")
    assert texts(root).count("0") == 2
    assert bars_of(root) == []


def test_where_there_is_nothing_it_says_so() -> None:
    assert "Tidak ada yang dapat digambar" in " ".join(texts(drawn("empty")))
    assert "There is nothing to draw" in " ".join(texts(drawn("empty", language="en")))


def test_long_names_are_whole_in_the_drawing_and_in_the_table() -> None:
    for width in WIDTHS:
        root = drawn("long", width)
        assert LONG.replace(" ", "") in "".join(texts(root)).replace(" ", "")
        assert LONG in [row[0] for row in table_of(root)]


def test_more_rows_make_it_higher_and_a_narrow_one_is_higher_still() -> None:
    heights = [float(drawn(name).get("height", "")) for name in ("bars", "long")]
    assert heights[0] < heights[1] < float(drawn("long", 320).get("height", ""))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_graphics_differ_from_the_ground_and_from_their_neighbours() -> None:
    for fill in style.FILLS:
        assert contrast(fill.colour, style.GROUND) >= 3, fill
        assert contrast(fill.outline, style.GROUND) >= 3, fill
        assert fill.hatch is None or contrast(fill.lines, fill.colour) >= 3, fill
    for one, other in itertools.pairwise(style.FILLS):
        assert contrast(one.colour, other.colour) >= 3, (one, other)
    for fill in (style.UNKNOWN, style.WHOLE):
        assert contrast(fill.outline, style.GROUND) >= 3
    assert contrast(style.FILLS[0].colour, style.WHOLE.colour) >= 3
    assert contrast(style.AXIS, style.GROUND) >= 3


def test_text_differs_from_the_ground() -> None:
    for name in EXAMPLES:
        root = drawn(name)
        colours = {one.get("fill") for one in root.iter(f"{SVG}text")}
        assert colours <= {style.TEXT, style.FAINT}, "nothing is black by default"
        for size in {one.get("font-size") for one in root.iter(f"{SVG}text")}:
            assert float(str(size).removesuffix("px")) >= 12
    assert all(contrast(colour, style.GROUND) >= 4.5 for colour in (style.TEXT, style.FAINT))


def test_no_two_series_differ_by_colour_alone() -> None:
    hatches = [fill.hatch for fill in (*style.FILLS, style.UNKNOWN)]
    assert len(set(hatches)) == len(hatches)
    fills = bars_of(drawn("many"))
    assert len({fill for fill in fills if fill.startswith("url(")}) >= 5


def test_the_same_picture_is_the_same_bytes() -> None:
    for name in ("stacked", "points"):
        for form in ("svg", "png"):
            assert rendering.render(picture(name), 760, form) == rendering.render(picture(name), 760, form)  # type: ignore[arg-type]


def test_a_png_is_of_the_same_layout_and_says_what_it_is() -> None:
    one = picture("stacked")
    height = float(drawn("stacked").get("height", ""))
    for scale in (1, 2):
        image = Image.open(io.BytesIO(rendering.render(one, 760, "png", scale)))
        assert image.format == "PNG"
        assert image.size == (760 * scale, height * scale)
        assert (image.info["Title"], image.info["Description"]) == (one.title, one.summary)
        assert "Software" not in image.info
        assert "Creation Time" not in image.info


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[Pool]:
    one = Pool()
    yield one
    await one.close()


def order(one: Picture, form: str) -> dict[str, Any]:
    return {"picture": one.told(), "width": 760, "format": form, "scale": 1}


async def test_the_process_draws_what_is_drawn_here(pool: Pool) -> None:
    for name in EXAMPLES:
        one = picture(name)
        assert picture_of(one.told()) == one
        assert await pool.draw(order(one, "svg")) == rendering.render(one, 760, "svg")
    png = await pool.draw(order(picture("bars"), "png"))
    assert png == rendering.render(picture("bars"), 760, "png")


async def test_the_loop_is_free_while_something_is_drawn(pool: Pool) -> None:
    await pool.draw(order(picture("bars", "en"), "svg"))
    drawing = asyncio.create_task(pool.draw(order(picture("months", "en"), "png")))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 10
