"""A statistic as a sheet: a line for each row, one for the total, and what the numbers mean."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from app.core.cells import Cell, Row
from app.core.errors import Language
from app.core.schema import Input
from app.core.sheets import Delimiter, Sheet, csv_of, xlsx_of
from app.statistics.schemas import FigureRead, StatisticRead, Words

Format = Literal["csv", "xlsx"]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TOTAL = {"id": "Jumlah", "en": "Total"}
_ABOUT = {"id": "Keterangan", "en": "About"}


class SheetOptions(Input):
    """How a sheet is written."""

    lang: Language = Field("id", description="Language of its words.")
    delimiter: Delimiter = Field(",", description="What stands between the cells of a CSV file.", examples=[";"])
    bom: bool = Field(default=False, description="Whether a CSV file begins with a byte order mark, as Excel needs.")


def sheet_of(told: StatisticRead, form: Format, options: SheetOptions, address: str) -> bytes:
    """Return a statistic as a file; `address` is where the same numbers are, with their lists."""
    header, rows = columns_of(told), list(lines_of(told, options.lang))
    about = list(about_of(told, options.lang, address))
    if form == "xlsx":
        title = in_language(told.title, options.lang)
        sheets = [Sheet(title[:31], header, rows), Sheet(_ABOUT[options.lang], ("#", _ABOUT[options.lang]), about)]
        return xlsx_of(sheets, title=title)
    # a line that begins with # is no row: whoever reads the numbers by program passes it over
    remarks = [_padded((f"# {name}", text), len(header)) for name, text in about]
    return csv_of(header, [*rows, *remarks], delimiter=options.delimiter, bom=options.bom)


def columns_of(told: StatisticRead) -> list[str]:
    """Return the names of the columns: code and label of each dimension, and each measure."""
    return [
        *(column for dimension in told.dimensions for column in (dimension.code, f"{dimension.code}_label")),
        *(measure.code for measure in told.measures),
    ]


def lines_of(told: StatisticRead, language: Language) -> Iterator[Row]:
    """Yield a line for each row, and one for the total, which has no code."""
    for row in told.rows:
        keys: list[Cell] = [cell for key in row.keys for cell in (key.code, in_language(key.label, language))]
        yield [*keys, *_values(row.figures)]
    blank: list[Cell] = [cell for _ in told.dimensions for cell in (None, _TOTAL[language])]
    yield [*blank, *_values(told.total)]


def about_of(told: StatisticRead, language: Language, address: str) -> Iterator[tuple[str, str]]:
    """Yield what the numbers are, each with its name."""
    yield "title", in_language(told.title, language)
    yield "definition", in_language(told.definition, language)
    yield "unit", in_language(told.unit, language)
    yield "as_of", told.as_of.isoformat()
    yield "source", in_language(told.source, language)
    yield "audience", told.audience
    for measure in told.measures:
        yield measure.code, in_language(measure.definition, language)
    for note in told.notes:
        yield "note", in_language(note, language)
    yield "address", address


def in_language(said: Words, language: Language) -> str:
    """Return words in one language."""
    return said.id if language == "id" else said.en


def _values(figures: list[FigureRead]) -> list[Cell]:
    # why there is no number stands in its place, so that no blank is taken for nought
    return [one.reason if one.value is None else one.value for one in figures]


def _padded(cells: tuple[str, str], width: int) -> Row:
    return [*cells, *[None] * (width - len(cells))][: max(width, len(cells))]
