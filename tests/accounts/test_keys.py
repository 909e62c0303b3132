"""The form of a key, and how two are compared."""

import hmac
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.keys import ID_PATTERN, make_key, matches, read_key

ID, SECRET = "k3v9x0a71qzd", "A" * 43


def test_a_new_key_reads_back_as_itself() -> None:
    new = make_key()
    assert read_key(new.text) == (new.key_id, new.digest)
    assert new.text.startswith(f"inovasi_{new.key_id}_")


def test_no_two_keys_share_anything() -> None:
    keys = [make_key() for _ in range(200)]
    for part in ("key_id", "text", "digest"):
        assert len({getattr(key, part) for key in keys}) == 200


def test_a_secret_is_256_bits_and_only_its_digest_is_kept() -> None:
    new = make_key()
    secret = new.text.rpartition(f"{new.key_id}_")[2]
    assert len(secret) * 6 >= 256
    assert len(new.digest) == 32
    assert secret.encode() not in new.digest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "inovasi",
        f"{ID}_{SECRET}",
        f"inovasi_{ID}_{SECRET[1:]}",
        f"inovasi_{ID}_{SECRET}A",
        f"inovasi_{ID[1:]}_{SECRET}",
        f"inovasi_{ID}a_{SECRET}",
        f"inovasi_{ID.upper()}_{SECRET}",
        f"INOVASI_{ID}_{SECRET}",
        f" inovasi_{ID}_{SECRET}",
        f"inovasi_{ID}_{SECRET}\n",
        f"inovasi_{ID}_{SECRET[1:]}=",
        f"inovasi_{ID}_{SECRET[1:]}é",
        f"inovasi_{ID[1:]}٣_{SECRET}",
        f"inovasi_{ID}_{SECRET[1:]}\x00",
    ],
)
def test_what_has_not_the_form_of_a_key_is_none(text: str) -> None:
    assert read_key(text) is None
    assert read_key(f"inovasi_{ID}_{SECRET}") is not None


@given(st.text(max_size=80))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    assert read_key(text) is None
    assert read_key(f"inovasi_{ID}_{text}") is None or len(text) == 43


def test_the_id_pattern_fits_ids_and_nothing_else() -> None:

    assert re.fullmatch(ID_PATTERN, make_key().key_id)
    assert not re.fullmatch(ID_PATTERN, ID.upper())


def test_digests_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[Any, Any]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert not matches(bytes(32), bytes(32))
    assert compared == [(bytes(32), bytes(32))]
