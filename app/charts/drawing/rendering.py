"""Renders pictures as SVG and as PNG, both of the same layout, and the same bytes for the same picture."""

from hashlib import blake2b
from io import BytesIO
from typing import Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from app.charts.drawing.bars import bars
from app.charts.drawing.columns import columns, fits, points
from app.charts.drawing.letters import LINE, wrapped
from app.charts.drawing.sheet import INCH, Body, Box, Line, Sheet, composed
from app.charts.drawing.style import FAMILY, TEXT, WIDE, sizes_of
from app.charts.drawing.svg import document
from app.charts.picture import Form, Picture

Format = Literal["svg", "png"]

mpl.rcParams.update(
    {
        "font.family": FAMILY,
        "svg.fonttype": "none",
        "svg.hashsalt": "inovasi",
        "hatch.linewidth": 1.4,
        "text.parse_math": False,
        "axes.unicode_minus": True,
    }
)


def render(picture: Picture, width: int, form: Format, scale: int = 1) -> bytes:
    """Return a picture that is so many pixels wide; a PNG has `scale` times as many."""
    figure = _figure(picture, width)
    told = BytesIO()
    if form == "png":
        FigureCanvasAgg(figure)
        about = {"Title": picture.title, "Description": picture.summary, "Software": None}
        figure.savefig(told, format="png", dpi=INCH * scale, metadata=about)
        return told.getvalue()
    FigureCanvasSVG(figure)
    figure.savefig(told, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    digest = blake2b(f"{width} {picture}".encode(), digest_size=4).hexdigest()
    return document(told.getvalue(), picture, digest)


def _figure(picture: Picture, width: int) -> Figure:
    sizes = sizes_of(width)
    inner = width - 2 * sizes.margin
    return composed(picture, width, sizes, _body(picture, width, inner))


def _body(picture: Picture, width: int, inner: float) -> Body:
    sizes = sizes_of(width)
    if picture.message:
        return _message(picture.message, inner, sizes.text)
    if picture.form is Form.POINTS:
        return points(picture, inner, sizes)
    if picture.form is Form.COLUMNS and fits(picture, inner, sizes):
        return columns(picture, inner, sizes)
    return bars(picture, inner, sizes, beside=width >= WIDE or picture.form is Form.COLUMNS)


def _message(text: str, width: float, size: float) -> Body:
    lines = wrapped(text, width, size + 2)
    height = len(lines) * (size + 2) * LINE + 60

    def draw(sheet: Sheet, box: Box) -> None:
        for number, line in enumerate(lines):
            baseline = box.top + 30 + (number + 0.8) * (size + 2) * LINE
            sheet.write(box.left + box.width / 2, baseline, Line(line, size + 2, "normal", TEXT), "center")

    return Body(height, draw)
