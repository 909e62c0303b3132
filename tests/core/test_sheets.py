"""Tables as files: nothing in them runs, nothing is lost, and they are read back by programs of other people."""

import csv
import io
import json
import unicodedata
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.core import workbooks
from app.core.cells import harmless, is_formula, writable
from app.core.sheets import BOM, CsvWriter, Sheet, csv_of, json_line, ndjson_of, xlsx_of
from app.core.workbooks import XlsxWriter

INJECTIONS = (
    '=cmd|"/C calc"!A0',
    "=1+1",
    "+62 811",
    "-2+3",
    "@SUM(1+1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\ttab",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "\ufe661",
    "\u22121+1",
    "'=1",
    "''=1",
    "' =1",
    '=HYPERLINK("http://x.example","klik")',
    "=",
    "-",
    "--5",
    "-5-",
    "-5,0",
    "\u3000=1",
    "-\u0665",
)
HARMLESS = (
    "",
    "verolin",
    "a=1",
    "5",
    "-5",
    "-5.25",
    "'",
    "''",
    "'bersih'",
    "12.71.01",
    "\u00e9l\u00e8ve",
    "#REF!",
    "1-1",
)
TEXTS = st.text(max_size=40)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(INJECTIONS),
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


def read_back(text: str) -> str:
    """Undo what keeps a text from being run, as the rule tells a reader to."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def told(cell: Any) -> str:
    """What a reader of CSV finds in a cell, by the stated rule."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat().replace("+00:00", "Z")
    return cell.isoformat() if isinstance(cell, date) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def rows_of(content: bytes, **options: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True, **options))


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_in_a_csv_file_begins_as_a_formula_does(text: str) -> None:
    ((cell,),) = rows_of(csv_of(["x"], [[text]]))[1:]
    assert cell == f"'{text}"
    assert read_back(cell) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_runs_nowhere_stands_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(TEXTS)
@example("'\t'=1")
@example("\x00=1")
def test_no_text_begins_with_a_sign_and_each_can_be_read_back(text: str) -> None:
    cell = harmless(text)
    first = unicodedata.normalize("NFKC", cell.strip())[:1]
    assert first not in {"=", "+", "@"}
    assert first != "-" or float(cell.strip()) <= 0
    assert not cell.startswith(("\t", "\r", "\n"))
    assert read_back(cell) == writable(text)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from([",", ";"]))
def test_csv_is_read_back_by_another_program(rows: list[list[Any]], delimiter: Any) -> None:
    found = rows_of(csv_of(["a", "b", "c"], rows, delimiter=delimiter), delimiter=delimiter)
    assert found[0] == ["a", "b", "c"]
    for row, cells in zip(rows, found[1:], strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, str):
                assert read_back(cell) == writable(value)
            elif isinstance(value, Decimal) and delimiter == ";":
                assert cell == told(value).replace(".", ",")
            else:
                assert cell == told(value)


def test_csv_as_bytes() -> None:
    content = csv_of(["nama", "n"], [["Kota; Medan", Decimal("1.50")], [None, 2], ["", -3]], delimiter=";", bom=True)
    assert content == f'{BOM}nama;n\r\n"Kota; Medan";1,50\r\n;2\r\n"";-3\r\n'.encode()
    assert CsvWriter().begin(["a"]) == b"a\r\n"


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_ndjson_tells_every_text_exactly(rows: list[list[Any]]) -> None:
    lines = ndjson_of(["a", "b"], rows).decode().split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        record = json.loads(line)
        assert [record["a"], record["b"]] == [
            value if value is None or isinstance(value, str | int) else told(value) for value in row
        ]


def test_halves_of_characters_are_told_by_their_numbers() -> None:
    assert json_line({"a": "\ud800é"}) == b'{"a":"\\ud800\\u00e9"}\n'


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_a_workbook_is_read_back_by_another_program(rows: list[list[Any]]) -> None:
    found = sheets_of(xlsx_of([Sheet("Data", ["a", "b"], rows)], title="Uji"))["Data"]
    assert found[0] == ["a", "b"]
    padded = found[1:] + [["", ""]] * (len(rows) - len(found) + 1)
    for row, cells in zip(rows, padded, strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, str):
                # XML ends every line alike
                assert cell == writable(value).replace("\r\n", "\n").replace("\r", "\n") or cell == writable(value)
            elif isinstance(value, bool) or value is None:
                assert cell == ("" if value is None else value)
            elif isinstance(value, int | Decimal):
                assert Decimal(str(cell)) == value
            elif isinstance(value, datetime) or value < date(1900, 3, 1):
                assert cell == told(value)
            else:
                assert cell == value


def test_texts_of_a_workbook_are_neither_formulas_nor_links() -> None:
    texts = [*INJECTIONS, "http://x.example", "mailto:a@x.example", "{=1}", "007", "1e5"]
    content = xlsx_of([Sheet("Data", ["x"], [[text] for text in texts])], title="=judul")
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        sheet = files.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert 'state="frozen"' in sheet
        assert f'<autoFilter ref="A1:A{len(texts) + 1}"' in sheet
    assert [row[0] for row in sheets_of(content)["Data"][1:]][-1] == "1e5"


def test_the_same_tables_are_the_same_bytes() -> None:
    sheet = Sheet("Data", ["a"], [["x"], [date(2026, 11, 28)], [1.5]])
    assert xlsx_of([sheet], title="Uji") == xlsx_of([sheet], title="Uji")


def test_a_text_longer_than_a_cell_goes_on_elsewhere() -> None:
    long = "a" * 32_766 + "\U0001f600" + "b" * 40_000
    sheets = sheets_of(xlsx_of([Sheet("Data", ["x", "y"], [["pendek", long]])], title="Uji"))
    ahead = sheets["Data"][1][1]
    header, *parts = sheets["Lanjutan"]
    assert header == ["lembar", "baris", "kolom", "bagian", "teks"]
    assert [part[:4] for part in parts] == [["Data", 2, "y", 2], ["Data", 2, "y", 3]]
    assert ahead + "".join(part[4] for part in parts) == long
    assert all(len(part.encode("utf-16-le")) // 2 <= 32_767 for part in (ahead, *(part[4] for part in parts)))


def test_rows_over_the_height_of_a_sheet_go_on_in_further_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 4)
    content = xlsx_of([Sheet("Data", ["n"], [[number] for number in range(8)])], title="Uji")
    sheets = sheets_of(content)
    assert list(sheets) == ["Data", "Data (2)", "Data (3)"]
    assert [rows[0] for rows in sheets.values()] == [["n"]] * 3
    assert [row[0] for rows in sheets.values() for row in rows[1:]] == list(range(8))


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    names = ["a/b:c?", "A B C", "x" * 60, "'", "history", "Data", "data", ""]
    sheets = list(sheets_of(xlsx_of([Sheet(name, ["a"], []) for name in names], title="Uji")))
    assert len({name.lower() for name in sheets}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in sheets)


def test_no_sheet_is_wider_than_a_sheet_can_be() -> None:
    with pytest.raises(ValueError, match="16384"):
        xlsx_of([Sheet("Data", ["x"] * 16_385, [])], title="Uji")


def test_numbers_that_excel_would_round_are_texts() -> None:
    rows = [[10**15 - 1], [10**15], [Decimal("0.1234567890123456")], [float("inf")], [-0.5]]
    found = [row[0] for row in sheets_of(xlsx_of([Sheet("Data", ["n"], rows)], title="Uji"))["Data"][1:]]
    assert found == [10**15 - 1, "1000000000000000", "0.1234567890123456", "inf", -0.5]


def test_a_workbook_on_the_disk_is_the_same_and_leaves_nothing_but_itself(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    day = date(2026, 1, 1)
    rows = [[f"baris {number}", number, day + timedelta(number)] for number in range(50)]
    with XlsxWriter(tmp_path / "x.xlsx", title="Uji", scratch=scratch) as writer:
        writer.begin("Data", ["a", "b", "c"])
        writer.rows(rows)
    assert sheets_of((tmp_path / "x.xlsx").read_bytes()) == sheets_of(
        xlsx_of([Sheet("Data", ["a", "b", "c"], rows)], title="Uji")
    )
    assert not list(scratch.iterdir())


def test_a_workbook_that_is_given_up_is_not_put_together(tmp_path: Path) -> None:
    def failing() -> Any:
        with XlsxWriter(tmp_path / "x.xlsx", title="Uji", scratch=tmp_path) as writer:
            writer.begin("Data", ["a"])
            writer.rows([["x"]])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert not (tmp_path / "x.xlsx").exists()
