from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instruments.parts import WeightedForm
from app.results.engine import Sheet, panel_figures, sheet_total
from app.results.facts import WrongSheet
from app.results.ranking import ranked
from app.results.rounding import shown, shown_root
from tests.results.worked import SCORES, sheet, six
from tests.rounds.making import form as making_form

SIX = frozenset(SCORES)


def form(*weights: int, optional: frozenset[str] = frozenset(), **facts: Any) -> WeightedForm:
    """A form on a scale to 100."""
    made = making_form(*weights, form=facts).form
    assert made is not None
    criteria = tuple(one.model_copy(update={"optional": one.code in optional}) for one in made.criteria)
    return made.model_copy(update={"criteria": criteria})


def scores(*values: object) -> dict[str, Decimal]:
    return dict(sheet("p", "a", *values).scores)


def test_the_six_by_hand() -> None:
    panel = panel_figures(form(60, 40), SIX, six())
    by_sheet = {(one.entry, one.assessor): one.total for one in panel.sheets}
    assert [by_sheet["a", who] for who in ("p1", "p2", "p3")] == [86, 84, 85]
    assert [by_sheet["b", who] for who in ("p1", "p2", "p3")] == [80, 76, 84]
    assert [by_sheet["c", who] for who in ("p1", "p2", "p3")] == [73, 74, 72]
    assert [by_sheet["d", who] for who in ("p1", "p2", "p3")] == [72, 72, 71]
    assert [by_sheet["e", who] for who in ("p1", "p2", "p3")] == [72, 70, 73]
    assert [by_sheet["f", who] for who in ("p1", "p2", "p3")] == [54, 56, 55]
    means = {entry: figures.mean for entry, figures in panel.entries.items()}
    assert means == {
        "a": Fraction(86 + 84 + 85, 3),
        "b": Fraction(80 + 76 + 84, 3),
        "c": Fraction(73 + 74 + 72, 3),
        "d": Fraction(72 + 72 + 71, 3),
        "e": Fraction(72 + 70 + 73, 3),
        "f": Fraction(54 + 56 + 55, 3),
    }
    standings = ranked({entry: mean for entry, mean in means.items() if mean is not None}, {}, ())
    assert [(one.entry, one.rank, one.tied) for one in standings] == [
        ("a", 1, False),
        ("b", 2, False),
        ("c", 3, False),
        ("d", 4, True),
        ("e", 4, True),
        ("f", 6, False),
    ]


def test_the_same_six_by_other_weights() -> None:
    panel = panel_figures(form(20, 80), SIX, six())
    means = {entry: figures.mean for entry, figures in panel.entries.items()}
    assert means == {
        "a": Fraction(82 + 88 + 85, 3),
        "b": Fraction(80 + 82 + 78, 3),
        "c": Fraction(71 + 68 + 74, 3),
        "d": Fraction(84 + 74 + 77, 3),
        "e": Fraction(64 + 70 + 71, 3),
        "f": Fraction(58 + 52 + 55, 3),
    }
    standings = ranked({entry: mean for entry, mean in means.items() if mean is not None}, {}, ())
    assert [(one.entry, one.rank) for one in standings] == list(zip("abdcef", range(1, 7), strict=True))


def test_the_spread_by_hand() -> None:
    figures = panel_figures(form(60, 40), SIX, six()).entries
    b = figures["b"]
    assert (b.sheets, b.median, b.lowest, b.highest) == (3, 80, 76, 84)
    # (0 + 4^2 + 4^2) / (3 - 1) = 16, whose root is 4
    assert b.variance == 16
    assert shown_root(b.variance, 2) == "4.00"
    # distances 1/3, 1/3, -2/3: (1/9 + 1/9 + 4/9) / 2 = 1/3, whose root is 0.577
    assert figures["d"].variance == Fraction(1, 3)
    assert shown_root(Fraction(1, 3), 2) == "0.58"
    assert figures["a"].criteria == {"k1": Fraction(90 + 80 + 85, 3), "k2": Fraction(80 + 90 + 85, 3)}


def test_the_median_of_an_even_number_lies_between() -> None:
    every = [sheet("p1", "a", 10, 10), sheet("p2", "a", 40, 40), sheet("p3", "a", 20, 20), sheet("p4", "a", 90, 90)]
    assert panel_figures(form(60, 40), {"a"}, every).entries["a"].median == 30


def test_leniency_by_hand() -> None:
    """Of each total the mean of the other two, over six entries.

    Penilai 1: 86 - 84.5 = 1.5, 80 - 80 = 0, 73 - 73 = 0, 72 - 71.5 = .5, 72 - 71.5 = .5, 54 - 55.5 = -1.5; sum 1
    Penilai 2: 84 - 85.5 = -1.5, 76 - 82 = -6, 74 - 72.5 = 1.5, 72 - 71.5 = .5, 70 - 72.5 = -2.5, 56 - 54.5 = 1.5;
    sum -6.5
    Penilai 3: 85 - 85 = 0, 84 - 78 = 6, 72 - 73.5 = -1.5, 71 - 72 = -1, 73 - 71 = 2, 55 - 55 = 0; sum 5.5
    """
    panel = panel_figures(form(60, 40), SIX, six())
    assert {who: one.leniency for who, one in panel.assessors.items()} == {
        "p1": Fraction(1, 6),
        "p2": Fraction(-13, 2) / 6,
        "p3": Fraction(11, 2) / 6,
    }
    assert panel.assessors["p1"].sheets == 6
    first = next(one for one in panel.sheets if (one.entry, one.assessor) == ("a", "p1"))
    assert first.normalised == 86 - Fraction(1, 6)
    # everybody saw everything, so what one has too much another one has too little
    assert all(figures.normalised == figures.mean for figures in panel.entries.values())


def test_a_severe_assessor_alone_with_an_entry_is_made_up_for() -> None:
    """Together with p2 (80) p1 gives 60: leniencies -20 and 20. Alone p1 gives 70, which is 90 without the severity."""
    every = [sheet("p1", "x", 60, 60), sheet("p2", "x", 80, 80), sheet("p1", "y", 70, 70)]
    panel = panel_figures(form(60, 40), {"x", "y"}, every)
    assert (panel.assessors["p1"].leniency, panel.assessors["p2"].leniency) == (-20, 20)
    assert (panel.entries["x"].mean, panel.entries["x"].normalised) == (70, 70)
    assert (panel.entries["y"].mean, panel.entries["y"].normalised) == (70, 90)


def test_who_has_no_co_assessor_has_no_leniency() -> None:
    panel = panel_figures(form(60, 40), {"x"}, [sheet("p1", "x", 60, 60)])
    assert panel.assessors["p1"].leniency is None
    assert panel.entries["x"].normalised == 60
    assert panel.entries["x"].variance is None
    assert panel.alpha is None


def test_an_entry_without_sheets_has_no_figures_and_is_incomplete() -> None:
    figures = panel_figures(form(60, 40), {"x"}, []).entries["x"]
    assert (figures.sheets, figures.complete, figures.mean, figures.criteria) == (0, False, None, {})


def test_fewer_sheets_than_the_form_asks_for_are_incomplete() -> None:
    every = [sheet("p1", "x", 60, 60), sheet("p1", "y", 1, 1), sheet("p2", "y", 1, 1)]
    figures = panel_figures(form(60, 40, least_sheets=2), {"x", "y"}, every).entries
    assert (figures["x"].complete, figures["y"].complete) == (False, True)
    assert figures["x"].mean == 60


def test_a_highest_score_other_than_100_counts_as_all() -> None:
    half = form(3, 1, scale={"min": "1", "max": "5", "step": "1"})
    # (3 x 4/5 + 1 x 2/5) / 4 x 100 = 70
    assert sheet_total(half, scores(4, 2)) == 70


def test_a_missing_optional_score_leaves_its_weight_to_the_others_or_refuses_the_sheet() -> None:
    optional = frozenset({"k2"})
    leaving = form(60, 30, 10, optional=optional, missing="leave_out")
    # (60 x .8 + 10 x .5) / 70 x 100, and not / 100 as a zero would have it
    assert sheet_total(leaving, scores(80, None, 50)) == Fraction(5300, 70)
    assert sheet_total(leaving, scores(80, 0, 50)) == 53
    with pytest.raises(WrongSheet) as refused:
        sheet_total(form(60, 30, 10, optional=optional, missing="refuse"), scores(80, None, 50))
    assert refused.value.facts == {"missing": ["k2"], "unknown": []}


@pytest.mark.parametrize(
    ("given", "missing", "unknown"),
    [
        ({"k1": 1}, ["k2"], []),
        ({"k1": 1, "k2": 1, "lain": 1}, [], ["lain"]),
        ({"k2": 1, "lain": 1}, ["k1"], ["lain"]),
        ({}, ["k1", "k2"], []),
        # written, and not scored
        ({"k1": 1, "k2": 1, "k3": 1}, [], ["k3"]),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused(given: dict[str, int], missing: list[str], unknown: list[str]) -> None:
    with pytest.raises(WrongSheet) as refused:
        sheet_total(form(60, 40, 0), {code: Decimal(value) for code, value in given.items()})
    assert refused.value.facts == {"missing": missing, "unknown": unknown}


def test_all_optional_and_none_given_is_no_total() -> None:
    with pytest.raises(WrongSheet):
        sheet_total(form(60, 40, optional=frozenset({"k1", "k2"}), missing="leave_out"), {})


def test_a_wrong_sheet_is_named_and_a_second_one_refused() -> None:
    with pytest.raises(WrongSheet) as refused:
        panel_figures(form(60, 40), SIX, [sheet("p1", "a", 1, None)])
    assert (refused.value.facts["entry"], refused.value.facts["assessor"]) == ("a", "p1")
    for every in ([sheet("p1", "a", 1, 1)] * 2, [sheet("p1", "lain", 1, 1)]):
        with pytest.raises(ValueError, match="second sheet"):
            panel_figures(form(60, 40), SIX, every)


POINTS = st.decimals(0, 100, places=2)
SHEETS = st.dictionaries(
    st.tuples(st.sampled_from("pqrs"), st.sampled_from("abcde")), st.tuples(POINTS, POINTS), max_size=20
).map(lambda found: [Sheet(who, entry, {"k1": one, "k2": two}) for (who, entry), (one, two) in found.items()])


@given(SHEETS, st.randoms())
def test_the_order_of_the_sheets_changes_nothing(sheets: list[Sheet], shuffler: Any) -> None:
    shuffled = list(sheets)
    shuffler.shuffle(shuffled)
    assert panel_figures(form(60, 40), set("abcde"), shuffled) == panel_figures(form(60, 40), set("abcde"), sheets)


@given(SHEETS)
def test_weights_in_proportion_are_the_same_weights(sheets: list[Sheet]) -> None:
    assert panel_figures(form(6, 4), set("abcde"), sheets) == panel_figures(form(60, 40), set("abcde"), sheets)


@given(st.lists(st.tuples(POINTS, POINTS, POINTS), min_size=1, max_size=8))
def test_where_everybody_sees_everything_normalising_moves_nobody(table: list[tuple[Decimal, ...]]) -> None:
    sheets = [
        Sheet(f"p{who}", f"e{place}", {"k1": value, "k2": value})
        for place, row in enumerate(table)
        for who, value in enumerate(row)
    ]
    panel = panel_figures(form(60, 40), {f"e{place}" for place in range(len(table))}, sheets)
    assert all(figures.normalised == figures.mean for figures in panel.entries.values())
    assert sum(one.leniency or 0 for one in panel.assessors.values()) == 0


@given(SHEETS)
def test_a_mean_lies_between_the_lowest_and_the_highest(sheets: list[Sheet]) -> None:
    for figures in panel_figures(form(60, 40), set("abcde"), sheets).entries.values():
        if figures.mean is not None and figures.lowest is not None and figures.highest is not None:
            assert figures.lowest <= figures.mean <= figures.highest
            assert figures.lowest >= 0
            assert figures.highest <= 100
            assert shown(figures.mean, 2)
