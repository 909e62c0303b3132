"""The lines that PostgreSQL makes of cards are those that the process would write of them, byte for byte."""

import random
import unicodedata
from collections.abc import Sequence
from itertools import chain, product

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.cells import is_formula
from app.core.sheets import CsvWriter
from app.exports.columns import columns_of
from app.innovations.schemas import InnovationItem
from app.innovations.service import InnovationService
from app.models import InnovationCard, InnovationLine
from app.models.codes import RecordStatus
from app.models.innovation import Innovation
from app.models.line import FEED, LINE_COLUMNS, RETURN
from tests import factories
from tests.conftest import Fresh

HIDDEN = (
    "",
    "'",
    "''",
    " ",
    "\u00a0",
    "\u200b",
    "\u2066",
    "\ufeff",
    "\u3000",
    "\U000e0020",
    "\t",
    "\n",
    "\r",
    "\x01",
    "\x9f",
)
SIGNS = "=+-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\u207a\u208c"
RESTS = ("", "1", "1.5", "1.", "٣", "1+1", 'HYPERLINK("x";"y")', "a\r\nb", "\x1f\x1e\x1d", "1\n")
PLAIN = (
    "",
    "a",
    "Ü",
    "é",
    "0",
    "-5",
    "-5.25",
    "a,b",
    "a;b",
    'a"b',
    "a\tb",
    "a\x7fb",
    "a\u0085b",
    "a\u2028b",
    "\ufffe",
    "\\",
    "\\.",
)
ALPHABET = (
    "aZ09 '\"=+-@,;\t\r\n\x01\x1f\x7f\x85"
    "\u00a0\u00ad\u00e9\u0250\u200b\u2212\u3000\uff1d\ufeff\uffff\U0001f600\U000e0041"
)


# where characters are that one might take for a sign, or not see
SOME = (
    range(1, 0x3100),
    range(0xFE00, 0x10000),
    range(0x110B0, 0x110D0),
    range(0x13420, 0x13450),
    range(0xE0000, 0xE0100),
)


def nasty() -> list[str]:
    chance = random.Random(1)  # noqa: S311 - the same texts each time
    mixed = ["".join(chance.choices(ALPHABET, k=chance.randrange(1, 12))) for _ in range(5_000)]
    made = ["".join(parts) for parts in product(HIDDEN, (*SIGNS, ""), RESTS)]
    behind = ["".join(parts) for parts in product(HIDDEN, HIDDEN, "=-", ("1", "a"))]
    each = [f"{chr(code)}{rest}" for code in chain(*SOME) for rest in ("=1", "")]
    return [*PLAIN, *made, *behind, *mixed, *each]


async def cells(session: AsyncSession, texts: Sequence[str | None]) -> list[str]:
    rows = await session.execute(
        text("SELECT csv_cell(value) FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS t (value, n) ORDER BY n"),
        {"texts": texts},
    )
    return [row[0].replace(RETURN, "\r").replace(FEED, "\n") for row in rows]


async def test_a_cell_is_the_same_whoever_makes_it(fresh: Fresh) -> None:
    texts = nasty()
    writer = CsvWriter()
    async with fresh.committing() as session:
        assert await cells(session, [None]) == [""]
        made = [cell for at in range(0, len(texts), 5_000) for cell in await cells(session, texts[at : at + 5_000])]
    wrong = [
        (value, cell)
        for value, cell in zip(texts, made, strict=True)
        if writer.lines([[value]]) != f"{cell}\r\n".encode()
    ]
    assert wrong[:5] == []


def test_whatever_is_unseen_hides_no_sign() -> None:
    unseen = [
        chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Zs", "Zl", "Zp", "Cc", "Cf"}
    ]
    assert len(unseen) > 200
    assert [character for character in unseen if character != "\x00" and not is_formula(f"{character}=1")] == []


def test_lines_have_the_columns_of_the_list() -> None:
    codes = [column.code for column in columns_of(InnovationItem)]
    assert codes == [*LINE_COLUMNS, "used_by"], "otherwise no line is of use"


async def line_of(session: AsyncSession, innovation: Innovation) -> str | None:
    found = await session.get(InnovationLine, innovation.id, populate_existing=True)
    return found.line if found else None


async def test_a_line_comes_changes_and_goes_with_its_card(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        innovation = await factories.innovation(session, "=Nama, lama", summary=None)
        await InnovationService(session).publish(None)
        assert '\x1f"\'=Nama, lama"\x1f\x1f' in (await line_of(session, innovation) or "")
        innovation.name = "Nama baru"
        await InnovationService(session).publish({innovation.id})
        assert "\x1fNama baru\x1f" in (await line_of(session, innovation) or "")
        # whoever changes a card alone does as well
        await session.execute(update(InnovationCard).values(card=InnovationCard.card.op("||")(" ")))
        innovation.status = RecordStatus.ARCHIVED
        await InnovationService(session).publish({innovation.id})
        assert await line_of(session, innovation) is None
