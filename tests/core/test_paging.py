"""Cursors and pages."""

import base64
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidCursor
from app.core.paging import Cursor, Cut, cut, decode, encode, seal, unseal

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@given(keys=st.tuples(TEXT, TEXT), backwards=st.booleans(), listing=TEXT)
def test_a_cursor_comes_back_as_it_was(keys: tuple[str, str], backwards: bool, listing: str) -> None:
    token = encode(Cursor(keys, backwards), listing)
    assert token.isascii()
    assert token.replace("-", "").replace("_", "").isalnum()
    assert decode(token, listing, 2) == Cursor(keys, backwards)


@given(one=TEXT, other=TEXT)
def test_a_cursor_belongs_to_its_list(one: str, other: str) -> None:
    token = encode(Cursor(("a", "b")), one)
    if one == other:
        assert decode(token, other, 2).keys == ("a", "b")
    else:
        with pytest.raises(InvalidCursor):
            decode(token, other, 2)


def test_a_cursor_damaged_anywhere_is_refused() -> None:
    token = encode(Cursor(("medan", "019ab3c1")), "agencies []")
    damaged = [token[:length] for length in range(len(token))]
    damaged += [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]
    for one in damaged:
        try:
            assert decode(one, "agencies []", 2) == Cursor(("medan", "019ab3c1")), one
        except InvalidCursor:
            continue
        # the last character of base64 has bits that mean nothing
        assert one[:-1] == token[:-1], one


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b"[0]",
        b'[0,"a"]',
        b'[0,"a","b","c"]',
        b'[0,"a",1]',
        b'[0,"a",null]',
        b'[0,"a",["b"]]',
        b'[0,"a","b\\u0000"]',
        b'[0,"a","\\ud800"]',
        b'{"a":1,"b":2}',
        b"[0,NaN,1e999]",
        b'[0,"a","b"',
        b"\xff\xfe",
        b"[" * 2000,
        b"[0," + b"9" * 2000 + b"]",
    ],
)
def test_a_cursor_that_was_made_up_is_refused(payload: bytes) -> None:
    """The checksum is no secret, so what it covers may be anything."""
    token = seal(payload, "areas []")
    assert unseal(token, "areas []") == payload
    with pytest.raises(InvalidCursor):
        decode(token, "areas []", 2)


@pytest.mark.parametrize("token", ["", "a", "====", "ä", "\x00", "a b", "!" * 40, "A" * 4000])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(InvalidCursor):
        unseal(token, "areas []")


def test_names_stay_short_in_a_cursor() -> None:
    token = encode(Cursor(("\N{CJK UNIFIED IDEOGRAPH-4E00}" * 500, "slug")), "innovators []")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert len(raw) < 1600
    assert json.loads(raw[6:])[2] == "slug"


@pytest.mark.parametrize(
    ("rows", "cursor", "expected"),
    [
        ("", None, Cut([], has_next=False, has_prev=False)),
        ("ab", None, Cut(["a", "b"], has_next=False, has_prev=False)),
        ("abc", None, Cut(["a", "b"], has_next=True, has_prev=False)),
        ("cd", Cursor(("b",)), Cut(["c", "d"], has_next=False, has_prev=True)),
        ("cde", Cursor(("b",)), Cut(["c", "d"], has_next=True, has_prev=True)),
        ("", Cursor(("z",)), Cut([], has_next=False, has_prev=True)),
        ("ba", Cursor(("c",), backwards=True), Cut(["a", "b"], has_next=True, has_prev=False)),
        ("cba", Cursor(("d",), backwards=True), Cut(["b", "c"], has_next=True, has_prev=True)),
    ],
)
def test_a_page_is_cut_out_of_one_row_more(rows: Sequence[str], cursor: Cursor | None, expected: Cut) -> None:
    assert cut(list(rows), 2, cursor) == expected
