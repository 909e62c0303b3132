"""What a picture says of a statistic, in two languages."""

from dataclasses import replace

import pytest

from app.charts.catalogue import Chart
from app.charts.numbers import number, percent, shortest
from app.charts.picture import Form, Picture
from app.charts.telling import told
from app.statistics.schemas import StatisticRead
from tests.charts.cubes import EXAMPLES, LONG, STAGES, chart, cube, words


def picture(name: str, language: str = "id") -> Picture:
    return told(*EXAMPLES[name], [], language)  # type: ignore[arg-type]


def of(one: Chart, statistic: StatisticRead, *narrowed: str) -> Picture:
    return told(one, statistic, narrowed, "id")


@pytest.mark.parametrize(
    ("value", "language", "decimals", "written"),
    [
        (1234.5, "id", 1, "1.234,5"),
        (1234.5, "en", 1, "1,234.5"),
        (1_234_567, "id", 0, "1.234.567"),
        (0.5, "id", 0, "1"),
        (82.125, "en", 2, "82.13"),
        (-3.5, "id", 1, "\N{MINUS SIGN}3,5"),
        (-0.004, "en", 2, "0.00"),
        (0, "id", 2, "0,00"),
    ],
)
def test_numbers_as_people_write_them(value: float, language: str, decimals: int, written: str) -> None:
    assert number(value, language, decimals) == written


def test_shares_and_what_stands_at_an_axis() -> None:
    assert (percent(45.16, "id"), percent(45.16, "en"), percent(0, "en")) == ("45,2%", "45.2%", "0.0%")
    ticks = [shortest(value, "id") for value in (72.5, 75.0, 100, 1000.0, 0.25, -2.5)]
    assert ticks == ["72,5", "75", "100", "1.000", "0,25", "\N{MINUS SIGN}2,5"]


def test_it_says_how_many_and_when() -> None:
    assert picture("bars").subtitle == "22 inovasi, per 22 November 2026"
    assert picture("bars", "en").subtitle == "22 innovations, as of 22 November 2026"
    narrowed = of(*EXAMPLES["bars"], "perangkat daerah disdukcapil", "jenis digital")
    assert narrowed.subtitle.endswith("2026. Hanya: perangkat daerah disdukcapil, jenis digital")
    # where there is no total, none is invented
    assert picture("nothing known").subtitle == "Per 22 November 2026"


def test_the_summary_tells_the_total_the_figures_and_the_source_and_what_counts_stands_with_the_table() -> None:
    assert picture("bars", "en").table.definition == "Innovations that were published on the day."
    assert picture("bars", "en").summary == (
        "22 innovations, as of 22 November 2026. Non-digital (en): 17 innovations; Digital (en): 5 innovations; "
        "Not known: 0 innovations. Source: Records of innovations."
    )


def test_of_many_the_largest_is_named_and_over_time_also_the_first_and_the_last() -> None:
    agencies = cube({f"Dinas {place}": place for place in range(20)})
    assert "Terbanyak: Dinas 19, 19 inovasi." in of(chart(), agencies).summary
    summary = picture("months").summary
    assert "Tertinggi: 07/2026, 1.182 inovasi; Pertama: 01/2024, 724 inovasi; Terakhir: 12/2026, 912" in summary


def test_groups_stand_in_the_order_of_the_statistic_or_by_value_and_the_unknown_last() -> None:
    statistic = cube({None: 9, "B": 1, "A": 5, "C": 5})
    assert [one.label for one in of(chart(), statistic).groups] == ["B", "A", "C", "Tidak diketahui"]
    by_value = of(chart(by_value=True), statistic).groups
    assert [one.label for one in by_value] == ["A", "C", "B", "Tidak diketahui"]
    assert [one.known for one in by_value] == [True, True, True, False]


def test_no_year_is_left_out_between_two_others() -> None:
    drawn = of(chart(Form.COLUMNS, over_years=True), cube({"2017": 1, "2020": 3, None: 2}))
    assert [(one.label, one.cells[0].text) for one in drawn.groups] == [
        ("2017", "1"),
        ("2018", "0"),
        ("2019", "0"),
        ("2020", "3"),
        ("Tidak diketahui", "2"),
    ]
    assert of(chart(Form.COLUMNS, over_years=True), cube({}, total=0)).groups == []
    assert [one.label for one in of(chart(Form.COLUMNS, over_years=True), cube({None: 2})).groups] == [
        "Tidak diketahui"
    ]


def test_of_too_many_rows_the_others_are_added_up_and_it_says_so() -> None:
    statistic = cube({f"Dinas {place}": place for place in range(1, 11)}, total=55)
    drawn = of(chart(by_value=True, most=3), statistic)
    assert [(one.label, one.cells[0].text) for one in drawn.groups] == [
        ("Dinas 10", "10"),
        ("Dinas 9", "9"),
        ("Dinas 8", "8"),
        ("7 lainnya", "28"),
    ]
    assert any("7 lainnya dijumlahkan" in note for note in drawn.notes)
    assert len(drawn.table.rows) == 10, "the table leaves nothing out"


def test_what_cannot_be_added_up_is_left_out_and_it_says_so() -> None:
    for statistic in (
        cube({f"Dinas {place}": place for place in range(1, 11)}, multiple=True),
        cube({"A": 5, "B": 4, "C": 3, "D": "suppressed"}),
    ):
        drawn = of(chart(by_value=True, most=3), statistic)
        assert len(drawn.groups) == 3
        assert any("lainnya tidak digambar" in note for note in drawn.notes)


def test_rows_that_overlap_are_told_to() -> None:
    notes = of(chart(), cube({"A": 5}, multiple=True)).notes
    assert any("dapat melebihi total" in note for note in notes)
    assert not of(chart(), cube({"A": 5})).notes


def test_two_dimensions_become_groups_and_series_without_losing_a_row() -> None:
    drawn = picture("stacked")
    assert [one.label for one in drawn.series] == ["Digital", "Non-digital", "Tidak diketahui"]
    assert [one.known for one in drawn.series] == [True, True, False]
    assert drawn.groups[2].total == "1.211 (2 + 1.209 + 0)"
    assert sum(cell.value or 0 for one in drawn.groups for cell in one.cells) == sum(STAGES.values())
    assert drawn.form is Form.STACKED


def test_one_series_of_two_dimensions_is_still_explained() -> None:
    drawn = of(chart(Form.STACKED), cube({("A", "Digital"): 2, ("B", "Digital"): 3}))
    assert drawn.legend
    assert [one.total for one in drawn.groups] == ["2", "3"]


@pytest.mark.parametrize(
    "statistic",
    [
        cube({("A", "Digital"): 2, ("A", "Non-digital"): "suppressed"}),
        cube({("A", "Digital"): 2, ("A", "Non-digital"): 3}, multiple=True),
        cube({("A", f"Seri {place}"): place for place in range(9)}),
    ],
)
def test_what_does_not_add_up_is_not_laid_end_to_end(statistic: StatisticRead) -> None:
    assert of(chart(Form.STACKED), statistic).form is Form.BARS


def test_what_is_withheld_or_unknown_has_no_value_and_is_explained() -> None:
    drawn = picture("nothing known")
    assert [cell.value for one in drawn.groups for cell in one.cells] == [None, None]
    assert [cell.text for one in drawn.groups for cell in one.cells] == ["? tidak diketahui", "* disamarkan"]
    assert [note[0] for note in drawn.notes] == ["?", "*"]
    assert drawn.table.rows == [["Digital", "tidak diketahui"], ["Non-digital", "disamarkan"]]
    # above a column there is room for the sign alone
    assert picture("columns").groups[-2].cells[0].text == "*"


def test_a_share_tells_the_whole_it_is_of() -> None:
    drawn = picture("shares")
    assert drawn.subtitle == "18 dari 64 (28,0%), per 22 November 2026"
    assert [one.cells[0].text for one in drawn.groups] == [
        "33,3% (4 dari 12)",
        "45,2% (14 dari 31)",
        "0,0% (0 dari 21)",
        "\N{EN DASH} tidak berlaku",
    ]
    assert drawn.groups[0].cells[0].value == pytest.approx(33.33)


def test_points_have_their_bounds() -> None:
    cells = [one.cells[0] for one in picture("points").groups]
    assert (cells[0].value, cells[0].low, cells[0].high, cells[0].text) == (76.5, 73.5, 79.5, "76,50")
    assert (cells[2].value, cells[2].low, cells[2].high, cells[2].text) == (None, None, None, "*")
    assert any("selang kepercayaan 95%" in note for note in picture("points").notes)


def test_the_table_has_every_row_with_every_measure_in_words() -> None:
    table = picture("points").table
    assert table.head == ["Jenis", "Index (inovasi)", "Low (inovasi)", "High (inovasi)"]
    assert table.rows[0] == ["T1 2025", "76,50", "73,50", "79,50"]
    assert len(table.rows) == 5
    assert [LONG, "12.345"] in picture("long").table.rows


def test_without_rows_it_says_that_there_is_nothing() -> None:
    assert picture("empty").message == "Tidak ada yang dapat digambar: tidak ada catatan yang memenuhi syarat ini."
    assert picture("empty").message in picture("empty").summary
    assert not picture("zeros").message


def test_internal_figures_and_notes_of_the_statistic_are_told() -> None:
    statistic = cube({"A": 1}, audience="internal", notes=[words("Catatan.", "A note.")])
    assert of(chart(), statistic).notes == ["Catatan.", "Untuk kalangan dalam, belum diumumkan."]


def test_it_speaks_the_language_that_was_asked_for() -> None:
    for name in EXAMPLES:
        indonesian, english = picture(name), picture(name, "en")
        assert (indonesian.language, english.language) == ("id", "en")
        assert indonesian.title != english.title
        assert replace(indonesian, groups=[], series=[]) != replace(english, groups=[], series=[])
        assert "inovasi" not in english.summary.replace("(inovasi)", "")
