"""An index like the catalogue of 2026: its twenty indicators, its formula, and thresholds of some years."""

from typing import Any

from app.instruments.definition import Definition, IndexFormula, LevelledIndicators

SIX = ("pendidikan", "kesehatan", "pekerjaan-umum", "perumahan", "trantibum", "sosial")
# number, weight, must
WEIGHTS = (
    *((16, 3, True), (17, 2, True), (18, 2, False), (19, 2, False), (20, 1, False), (21, 2, False), (22, 1, False)),
    *((23, 1, False), (24, 1, False), (25, 1, False), (26, 1, False), (27, 1, False), (28, 2, False), (29, 1, False)),
    *((30, 2, False), (31, 3, False), (32, 2, True), (33, 3, True), (34, 2, False), (35, 4, True)),
)
# 33 may be measured by several bases, and 31 and 35 ask for evidence
BASES = ("orang", "unit")
EVIDENCE = {31: ("surat_replikasi", "pks"), 35: ("video",)}
_SOURCE = {"title": "Uji", "confidence": "low"}


def _levels(name: str) -> list[dict[str, Any]]:
    return [{"level": level, "label": {"id": f"{name} {level}", "en": f"{name} at {level}"}} for level in (1, 2, 3)]


def _indicator(number: int, weight: int, *, must: bool) -> dict[str, Any]:
    bases = [{"code": code, "label": {"id": code}, "levels": _levels(f"{number}-{code}")} for code in BASES]
    measured = {"bases": bases} if number == 33 else {"levels": _levels(str(number))}
    return {
        "number": number,
        "code": f"i{number}",
        "label": {"id": f"Indikator {number}"},
        "weight": str(weight),
        "must": must,
        "evidence": EVIDENCE.get(number, ()),
        **measured,
    }


def _thresholds(years: list[int], **bounds: tuple[str, str]) -> dict[str, Any]:
    predicates = [
        {"code": code, "label": {"id": code}, "at_least": least, "at_most": most}
        for code, (least, most) in bounds.items()
    ]
    return {"years": years, "predicates": predicates, "source": _SOURCE}


def told(**facts: Any) -> dict[str, Any]:
    """The index as its file would say it."""
    return {
        "code": "indeks",
        "edition": "2026",
        "title": {"id": "Indeks uji"},
        "kind": "levelled_indicators",
        "official": False,
        "confidence": "low",
        "sources": [_SOURCE],
        "assumptions": ["Pembagi 2026 dipilih untuk uji."],
        "indicators": {
            "weights_sum": "37",
            "indicators": [_indicator(number, weight, must=must) for number, weight, must in WEIGHTS],
            "formula": {
                "government_most": "63",
                "count_share": "0.38",
                "count_most": 200,
                "total": "250",
                "scheme": "urusan",
                "basic_services": SIX,
                "divisors": [
                    {"year": year, "value": value, "source": _SOURCE} for year, value in ((2023, 10), (2026, 12))
                ],
                "source": _SOURCE,
            },
            "thresholds": [
                _thresholds([2025], sangat_inovatif=("65.01", "100")),
                _thresholds(
                    [2026],
                    sangat_inovatif=("65.01", "100"),
                    inovatif=("40.01", "65"),
                    kurang_inovatif=("0.01", "40"),
                    tidak_dapat_dinilai=("0", "0"),
                ),
            ],
        },
        **facts,
    }


def index(**facts: Any) -> Definition:
    """The index as a definition."""
    return Definition.model_validate(told(**facts))


def indicators_of(definition: Definition) -> LevelledIndicators:
    """The indicators of a definition that has them."""
    assert definition.indicators is not None
    return definition.indicators


def formula_of(definition: Definition) -> IndexFormula:
    """The formula of a definition that has one."""
    formula = indicators_of(definition).formula
    assert formula is not None
    return formula
