"""The charts that there are: which statistic each draws, how, and which of its filters may be passed on. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.charts.picture import Form
from app.core.errors import Text
from app.statistics.catalogue import STATISTICS


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one statistic.

    `asks` are the parameters of the statistic that make it this chart, `takes` those that whoever asks may set.
    `measure` is what is drawn, `low` and `high` the bounds of its interval. Of more rows than `most` the largest are
    drawn, and `by_value` puts them in this order; the others are added up where they can be. `over_years` says that the
    rows are years, of which none is left out because it has nothing, `percent` that shares are of a hundred and not of
    one; `note` is the wording of what one has to know of the drawing.
    """

    name: str
    statistic: str
    title: Text
    form: Form
    measure: str
    asks: Mapping[str, str] = field(default_factory=dict)
    takes: tuple[str, ...] = ("as_of",)
    low: str | None = None
    high: str | None = None
    most: int = 40
    by_value: bool = False
    over_years: bool = False
    percent: bool = False
    note: str | None = None


# rows of a long list that are drawn
_LARGEST = 15
_OF_INNOVATIONS = ("as_of", "agency", "kind", "stage", "form", "area", "year", "classification", "status")
_OF_NEEDS = ("as_of", "agency", "source", "body", "unsur")


def _innovations(by: str, title: Text, form: Form = Form.BARS, **changes: Any) -> Chart:
    """Return a chart of how many innovations there are of each sort."""
    name = f"innovations-by-{by.replace(',', '-and-')}"
    return Chart(name, "innovations", title, form, "innovations", {"by": by}, _OF_INNOVATIONS, **changes)


def _started(per: str, title: Text) -> Chart:
    """Return a chart of how many innovations came into use in each period that has any."""
    name = f"innovations-started-by-{per}"
    return Chart(name, "trend", title, Form.BARS, "innovations", {"per": per}, _OF_INNOVATIONS, note="periods_left_out")


_EVERY: tuple[Chart, ...] = (
    _innovations("kind", Text("Inovasi menurut jenis", "Innovations by kind")),
    _innovations("stage", Text("Inovasi menurut tahap", "Innovations by stage")),
    _innovations("form", Text("Inovasi menurut bentuk", "Innovations by form")),
    _innovations(
        "agency", Text("Inovasi menurut perangkat daerah", "Innovations by agency"), most=_LARGEST, by_value=True
    ),
    _innovations(
        "year",
        Text("Inovasi menurut tahun pertama diketahui", "Innovations by first year known"),
        Form.COLUMNS,
        over_years=True,
    ),
    _innovations("cluster", Text("Inovasi menurut klaster", "Innovations by cluster"), most=_LARGEST, by_value=True),
    _innovations(
        "urusan",
        Text("Inovasi menurut urusan pemerintahan", "Innovations by field of government"),
        most=_LARGEST,
        by_value=True,
    ),
    _innovations(
        "area", Text("Inovasi menurut wilayah layanan", "Innovations by area served"), most=_LARGEST, by_value=True
    ),
    _innovations("stage,kind", Text("Inovasi menurut tahap dan jenis", "Innovations by stage and kind"), Form.STACKED),
    _innovations("form,kind", Text("Inovasi menurut bentuk dan jenis", "Innovations by form and kind"), Form.STACKED),
    _innovations(
        "year,kind",
        Text("Inovasi menurut tahun dan jenis", "Innovations by year and kind"),
        Form.STACKED,
        over_years=True,
    ),
    Chart(
        "innovations-started-by-year",
        "trend",
        Text("Inovasi menurut tahun mulai digunakan", "Innovations by the year in which they came into use"),
        Form.COLUMNS,
        "innovations",
        {"per": "year"},
        _OF_INNOVATIONS,
        over_years=True,
    ),
    _started(
        "quarter", Text("Inovasi menurut triwulan mulai digunakan", "Innovations by the quarter they came into use")
    ),
    _started("month", Text("Inovasi menurut bulan mulai digunakan", "Innovations by the month they came into use")),
    Chart(
        "coverage",
        "coverage",
        Text("Cakupan satu perangkat daerah satu inovasi", "Coverage: one agency, one innovation"),
        Form.SHARES,
        "coverage",
        percent=True,
    ),
    Chart(
        "data-health",
        "data_health",
        Text("Inovasi menurut isian yang kurang", "Innovations by what their records lack"),
        Form.BARS,
        "innovations",
        takes=("agency",),
        by_value=True,
    ),
    Chart(
        "survey-index-by-year",
        "surveys",
        Text("Indeks kepuasan masyarakat menurut tahun", "Satisfaction index by year"),
        Form.POINTS,
        "index",
        {"by": "year"},
        ("as_of", "agency", "unsur"),
        note="axis",
    ),
    Chart(
        "survey-index-by-agency",
        "surveys",
        Text("Indeks kepuasan masyarakat menurut perangkat daerah", "Satisfaction index by agency"),
        Form.BARS,
        "index",
        {"by": "agency"},
        ("as_of", "agency", "year", "unsur"),
        most=_LARGEST,
        by_value=True,
    ),
    Chart(
        "survey-index-by-unsur",
        "surveys",
        Text("Indeks kepuasan masyarakat menurut unsur pelayanan", "Satisfaction index by element of service"),
        Form.BARS,
        "index",
        {"by": "unsur"},
        ("as_of", "agency", "year"),
    ),
    Chart(
        "assessment-entries-by-round",
        "assessments",
        Text("Peserta penilaian menurut putaran", "Entries of assessments by round"),
        Form.BARS,
        "entries",
        {"by": "round"},
        ("as_of", "year"),
        most=_LARGEST,
    ),
    Chart(
        "programme-plans-by-edition",
        "programmes",
        Text("Rencana aksi menurut kegiatan", "Action plans by edition of a programme"),
        Form.BARS,
        "plans",
        {"by": "edition"},
        ("as_of", "year"),
        most=_LARGEST,
    ),
    Chart(
        "programme-alive-by-edition",
        "programmes",
        Text("Hasil kegiatan yang masih hidup menurut kegiatan", "What is alive of the outputs of each edition"),
        Form.BARS,
        "alive",
        {"by": "edition"},
        ("as_of", "year"),
        most=_LARGEST,
    ),
    Chart(
        "replicas-by-origin",
        "replication",
        Text("Replika menurut inovasi asal", "Replicas by the innovation they come from"),
        Form.BARS,
        "replicas",
        {"by": "origin"},
        ("as_of", "agency", "year"),
        most=_LARGEST,
        by_value=True,
    ),
    Chart(
        "replicas-by-agency",
        "replication",
        Text("Replika menurut perangkat daerah yang memakainya", "Replicas by the agency that has them"),
        Form.BARS,
        "replicas",
        {"by": "agency"},
        ("as_of", "year"),
        most=_LARGEST,
        by_value=True,
    ),
    Chart(
        "replication-requests",
        "replication_requests",
        Text("Permintaan replikasi menurut status", "Requests to replicate by status"),
        Form.BARS,
        "requests",
        {"by": "status"},
        ("as_of", "agency", "year"),
    ),
    Chart(
        "innovators-by-role",
        "innovators",
        Text("Orang di balik inovasi menurut peran", "People behind innovations by their part"),
        Form.BARS,
        "people",
        {"by": "role"},
        (),
    ),
    Chart(
        "needs-by-status",
        "needs",
        Text("Kebutuhan layanan menurut status", "Needs of service by status"),
        Form.BARS,
        "needs",
        {"by": "status"},
        _OF_NEEDS,
    ),
    Chart(
        "needs-by-source",
        "needs",
        Text("Kebutuhan layanan menurut sumber dan status", "Needs of service by source and status"),
        Form.STACKED,
        "needs",
        {"by": "source,status"},
        _OF_NEEDS,
    ),
    Chart(
        "council-needs-by-status",
        "council",
        Text("Kebutuhan yang disampaikan DPRD menurut status", "Needs of the council by status"),
        Form.BARS,
        "needs",
        {"by": "status"},
        _OF_NEEDS,
    ),
    Chart(
        "needs-answered",
        "needs",
        Text("Kebutuhan yang dijawab inovasi, menurut badan DPRD", "Needs that an innovation answers, by council body"),
        Form.SHARES,
        "share_answered",
        {"by": "body"},
        _OF_NEEDS,
    ),
)

# a statistic that this release has not, is not drawn
CHARTS = tuple(one for one in _EVERY if one.statistic in {statistic.name for statistic in STATISTICS})
