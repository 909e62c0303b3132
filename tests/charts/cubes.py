"""Statistics in the shape that all of them have, and charts of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.charts.catalogue import Chart
from app.charts.picture import Form
from app.core.errors import Text
from app.statistics.schemas import (
    DimensionRead,
    FigureRead,
    MeasureRead,
    StatisticKey,
    StatisticRead,
    StatisticRow,
    Words,
)

Value = float | str | tuple[float, float] | None
LONG = "Bagian Pengadaan Barang dan Jasa serta Administrasi Pembangunan dan Pengendalian Program Sekretariat Daerah"


def words(text: str, english: str | None = None) -> Words:
    return Words(id=text, en=english or text)


def figure(measure: str, value: Value) -> FigureRead:
    """Return a figure; a text is why there is none, two numbers are a share and what it is of."""
    number, reason, of = (None, value, None) if isinstance(value, str) else (value, None, None)
    if isinstance(value, tuple):
        number, of = value
    return FigureRead(measure=measure, value=number, reason=reason, list=None, of=of)  # type: ignore[arg-type]


def key(label: str | None) -> StatisticKey:
    if label is None:
        return StatisticKey(code=None, label=words("Tidak diketahui", "Not known"))
    return StatisticKey(code=label.lower(), label=words(label, f"{label} (en)"))


def cube(
    rows: Mapping[Any, Value | Sequence[Value]],
    total: Value | Sequence[Value] = 22,
    measures: Sequence[str] = ("innovations",),
    **changes: Any,
) -> StatisticRead:
    """Return a statistic whose rows are told apart by one label, or by two of them."""
    places = [place if isinstance(place, tuple) else (place,) for place in rows]
    decimals = changes.pop("decimals", 0)
    multiple = changes.pop("multiple", False)
    dimensions = [words("Jenis", "Kind"), words("Tahap", "Stage")][: len(places[0]) if places else 1]

    def figures(values: Value | Sequence[Value]) -> list[FigureRead]:
        every = values if isinstance(values, list) else [values]
        return [figure(measure, value) for measure, value in zip(measures, every, strict=True)]

    return StatisticRead(
        **{
            "name": "innovations",
            "title": words("Inovasi", "Innovations"),
            "definition": words("Inovasi yang terbit pada hari itu.", "Innovations that were published on the day."),
            "unit": words("inovasi", "innovations"),
            "as_of": date(2026, 11, 22),
            "audience": "public",
            "source": words("Catatan inovasi", "Records of innovations"),
            "notes": [],
            "filters": {"by": "kind"},
            "dimensions": [
                DimensionRead(code=f"dimension_{place}", label=label, multiple=multiple)
                for place, label in enumerate(dimensions)
            ],
            "measures": [
                MeasureRead(
                    code=code,
                    label=words(code.capitalize()),
                    unit=words("inovasi", "innovations"),
                    definition=words("Inovasi terbit.", "Published innovations."),
                    decimals=decimals,
                )
                for code in measures
            ],
            "total": figures(total),
            "rows": [
                StatisticRow(keys=[key(label) for label in place], figures=figures(values))
                for place, values in zip(places, rows.values(), strict=True)
            ],
            **changes,
        }
    )


def chart(form: Form = Form.BARS, **changes: Any) -> Chart:
    told: dict[str, Any] = {
        "name": "innovations-by-kind",
        "statistic": "innovations",
        "title": Text("Inovasi menurut jenis", "Innovations by kind"),
        "form": form,
        "measure": "innovations",
        "asks": {"by": "kind"},
    }
    return Chart(**{**told, **changes})


STAGES = {
    ("Inisiatif", "Digital"): 1,
    ("Inisiatif", "Non-digital"): 3,
    ("Uji coba", "Digital"): 2,
    ("Uji coba", "Non-digital"): 4,
    ("Uji coba", None): 1,
    ("Penerapan", "Digital"): 2,
    ("Penerapan", "Non-digital"): 1209,
    ("Berhenti", "Non-digital"): 1,
}
# each form with figures that are hard to draw
EXAMPLES: dict[str, tuple[Chart, StatisticRead]] = {
    "bars": (chart(by_value=True), cube({"Digital": 5, "Non-digital": 17, None: 0})),
    "long": (
        chart(by_value=True, most=4),
        cube(
            {"Dinas Kesehatan": 7, LONG: 12_345, "Kecamatan": "suppressed", None: 3, "Satu": 1, "Dua": 2, "Nol": 0},
            total=12_358,
            multiple=False,
        ),
    ),
    "stacked": (chart(Form.STACKED), cube(STAGES)),
    "grouped": (chart(Form.STACKED), cube({**STAGES, ("Berhenti", "Digital"): "unknown"})),
    "many": (
        chart(Form.STACKED),
        cube(
            {
                (f"Kelompok {group}", f"Seri yang agak panjang {one}"): one * group
                for group in range(3)
                for one in range(9)
            }
        ),
    ),
    "shares": (
        chart(Form.SHARES, measure="share"),
        cube(
            {
                "Bagian": (0.3333, 12),
                "Dinas dan badan": (0.4516, 31),
                "Kecamatan": (0, 21),
                "Kelurahan": "not_applicable",
            },
            total=(0.28, 64),
            measures=["share"],
            decimals=4,
        ),
    ),
    "columns": (
        chart(Form.COLUMNS),
        cube({**{str(year): year * 7 % 11 for year in range(2012, 2025)}, "2025": "suppressed", "2026": 4}),
    ),
    "months": (
        chart(Form.COLUMNS),
        cube({f"{month:02d}/{year}": year * month % 1300 for year in range(2024, 2027) for month in range(1, 13)}),
    ),
    "points": (
        chart(Form.POINTS, measure="index", low="low", high="high"),
        cube(
            {
                "T1 2025": [76.5, 73.5, 79.5],
                "T2 2025": [79.25, 77.0, 81.5],
                "T3 2025": ["suppressed", "suppressed", "suppressed"],
                "T4 2025": [82.1, 80.2, 84.0],
                "T1 2026": [84.21, 83.0, 85.4],
            },
            total=[84.21, 83.0, 85.4],
            measures=["index", "low", "high"],
            decimals=2,
        ),
    ),
    "one point": (
        chart(Form.POINTS, measure="index", low="low", high="high"),
        cube({"2026": [100, 100, 100]}, total=[100, 100, 100], measures=["index", "low", "high"], decimals=2),
    ),
    "nothing known": (chart(), cube({"Digital": "unknown", "Non-digital": "suppressed"}, total="unknown")),
    "zeros": (chart(Form.COLUMNS), cube({"2025": 0, "2026": 0}, total=0)),
    "empty": (chart(), cube({}, total=0)),
}
