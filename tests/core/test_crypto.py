"""Keeping personal data: what can be read with which key, and what nobody gets to see."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.crypto import FieldCipher, KeyedHash, UndecryptableError, Vault
from app.core.settings import Settings, SettingsError

OLD, NEW, MATCHING = (bytes([number]) * 32 for number in (1, 2, 3))
NIP = "196608011988031001"
PLACE = "person:019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11:nip"

before = FieldCipher({"2025": OLD})
after = FieldCipher({"2026": NEW, "2025": OLD})


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def settings(field_keys: str | None, matching_key: str | None) -> Settings:
    return Settings(field_keys=field_keys, matching_key=matching_key)


@given(text=st.text(), place=st.text())
def test_what_was_encrypted_for_a_place_is_read_there(text: str, place: str) -> None:
    assert before.decrypt(before.encrypt(text, place), place) == text


@given(text=st.text(), place=st.text())
def test_an_old_key_still_reads_after_a_new_one_came_and_says_that_it_is_old(text: str, place: str) -> None:
    old = before.encrypt(text, place)
    assert before.is_current(old)
    assert not after.is_current(old)
    assert after.decrypt(old, place) == text
    renewed = after.encrypt(text, place)
    assert after.is_current(renewed)
    assert (after.key_of(old), after.key_of(renewed)) == ("2025", "2026")


def test_a_ciphertext_names_its_key_to_those_who_have_none() -> None:
    assert FieldCipher.key_of(before.encrypt(NIP, PLACE)) == "2025"


def test_the_order_of_the_keys_tells_the_newest() -> None:
    assert FieldCipher.key_of(FieldCipher({"a": OLD, "b": NEW}).encrypt(NIP, PLACE)) == "a"
    assert FieldCipher.key_of(FieldCipher({"b": NEW, "a": OLD}).encrypt(NIP, PLACE)) == "b"


@given(text=st.text(max_size=40), position=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_single_changed_byte_makes_it_unreadable(text: str, position: int, change: int) -> None:
    ciphertext = bytearray(after.encrypt(text, PLACE))
    ciphertext[position % len(ciphertext)] ^= change
    with pytest.raises(UndecryptableError):
        after.decrypt(bytes(ciphertext), PLACE)


def test_every_byte_counts() -> None:
    ciphertext = after.encrypt(NIP, PLACE)
    for position in range(len(ciphertext)):
        changed = bytearray(ciphertext)
        changed[position] ^= 1
        with pytest.raises(UndecryptableError):
            after.decrypt(bytes(changed), PLACE)


def test_naming_the_other_key_in_it_does_not_help() -> None:
    one = FieldCipher({"2025": OLD, "2026": OLD})
    renamed = one.encrypt(NIP, PLACE).replace(b"2025", b"2026")
    assert one.key_of(renamed) == "2026"
    with pytest.raises(UndecryptableError):
        one.decrypt(renamed, PLACE)


def test_a_piece_of_it_is_unreadable_wherever_it_is_cut() -> None:
    ciphertext = before.encrypt(NIP, PLACE)
    for length in range(len(ciphertext)):
        with pytest.raises(UndecryptableError):
            before.decrypt(ciphertext[:length], PLACE)
    with pytest.raises(UndecryptableError):
        before.decrypt(ciphertext + b"\0", PLACE)


@given(st.binary(max_size=80))
def test_bytes_of_elsewhere_are_unreadable_and_nothing_else_goes_wrong(noise: bytes) -> None:
    with pytest.raises(UndecryptableError):
        before.decrypt(noise, PLACE)
    with pytest.raises(UndecryptableError):
        before.decrypt(b"\x01\x042025" + noise, PLACE)


def test_it_is_of_no_use_in_another_row_or_column() -> None:
    ciphertext = before.encrypt(NIP, "person:1:nip")
    for elsewhere in ("person:2:nip", "person:1:phone", "", "person:1:nip "):
        with pytest.raises(UndecryptableError):
            before.decrypt(ciphertext, elsewhere)


def test_without_its_key_it_is_unreadable_and_the_key_is_named() -> None:
    with pytest.raises(UndecryptableError, match="no key 2026"):
        before.decrypt(after.encrypt(NIP, PLACE), PLACE)
    with pytest.raises(UndecryptableError, match="2025 names another key"):
        FieldCipher({"2025": NEW}).decrypt(before.encrypt(NIP, PLACE), PLACE)


def test_the_same_text_is_never_encrypted_alike() -> None:
    ciphertexts = {before.encrypt(NIP, PLACE) for _ in range(50)}
    assert len(ciphertexts) == 50
    assert not any(NIP.encode() in ciphertext for ciphertext in ciphertexts)


@pytest.mark.parametrize("keys", [{}, {"A": OLD}, {"": OLD}, {"a" * 17: OLD}, {"a": OLD[:16]}, {"a": OLD, "b": b""}])
def test_a_cipher_is_not_made_of_other_keys(keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="key"):
        FieldCipher(keys)


@given(one=st.tuples(st.text(), st.text()), other=st.tuples(st.text(), st.text()))
def test_digests_are_equal_just_when_kind_and_value_are(one: tuple[str, str], other: tuple[str, str]) -> None:
    matching = KeyedHash(MATCHING)
    assert len(matching.digest(*one)) == 32
    assert matching.digest(*one) == KeyedHash(MATCHING).digest(*one)
    assert (matching.digest(*one) == matching.digest(*other)) == (one == other)


def test_a_kind_and_its_value_do_not_run_together() -> None:
    matching = KeyedHash(MATCHING)
    assert matching.digest("nip", "12") != matching.digest("nip1", "2")
    assert matching.digest("nip", NIP) != matching.digest("phone", NIP)


def test_a_digest_needs_the_key() -> None:
    assert KeyedHash(MATCHING).digest("nip", NIP) != KeyedHash(NEW).digest("nip", NIP)
    with pytest.raises(ValueError, match="32 bytes"):
        KeyedHash(MATCHING[:31])


def test_the_vault_has_the_keys_of_the_settings() -> None:
    vault = Vault.from_settings(settings(f" 2026:{encoded(NEW)} , 2025:{encoded(OLD)}", encoded(MATCHING)))
    assert vault is not None
    assert vault.fields.decrypt(before.encrypt(NIP, PLACE), PLACE) == NIP
    assert vault.fields.key_of(vault.fields.encrypt(NIP, PLACE)) == "2026"
    assert vault.matching.digest("nip", NIP) == KeyedHash(MATCHING).digest("nip", NIP)


@pytest.mark.parametrize("spell", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["", "="])
def test_keys_are_taken_in_either_alphabet_padded_or_not(spell: object, padding: str) -> None:
    assert callable(spell)
    key = b"\xfb\xff" * 16
    text = spell(key).decode().rstrip("=") + padding
    vault = Vault.from_settings(settings(f"k:{text}", encoded(MATCHING)))
    assert vault is not None
    assert vault.fields.decrypt(FieldCipher({"k": key}).encrypt(NIP, PLACE), PLACE) == NIP


def test_there_is_no_vault_without_keys() -> None:
    assert Vault.from_settings(settings(None, None)) is None


FORM = "FIELD_KEYS is wrong: must be `id:base64 of 32 bytes`"
SHORT = base64.b64encode(b"rahasia" * 4).decode()
KEY, OTHER = encoded(OLD), encoded(MATCHING)


@pytest.mark.parametrize(
    ("field_keys", "matching_key", "told"),
    [
        (KEY, OTHER, FORM),
        (f":{KEY}", OTHER, FORM),
        (f"K1:{KEY}", OTHER, FORM),
        (f"k 1:{KEY}", OTHER, FORM),
        (f"\u0661:{KEY}", OTHER, FORM),
        (f"{'k' * 17}:{KEY}", OTHER, FORM),
        (f"k1:{KEY},", OTHER, FORM),
        (f"k1:{KEY};k2:{encoded(NEW)}", OTHER, FORM),
        (f"k1:{SHORT}", OTHER, FORM),
        (f"k1:{encoded(OLD + b'1')}", OTHER, FORM),
        ("k1:rahasia!", OTHER, FORM),
        ("k1:r\u00e1hasia", OTHER, FORM),
        ("k1:", OTHER, FORM),
        ("rahasia", OTHER, FORM),
        ("", OTHER, FORM),
        (f"k1:{KEY},k1:{encoded(NEW)}", OTHER, "FIELD_KEYS is wrong: must not have two keys of one id"),
        (f"k1:{KEY},k2:{KEY}", OTHER, "FIELD_KEYS is wrong: must not have one key under two ids"),
        (f"k1:{KEY}", SHORT, "MATCHING_KEY is wrong: must be base64 of 32 bytes"),
        (f"k1:{KEY}", "rahasia", "MATCHING_KEY is wrong: must be base64 of 32 bytes"),
        (f"k1:{KEY}", "", "MATCHING_KEY is wrong: must be base64 of 32 bytes"),
        (f"k1:{KEY}", f"k2:{OTHER}", "MATCHING_KEY is wrong: must be base64 of 32 bytes"),
        (f"k2:{encoded(NEW)},k1:{KEY}", KEY, "MATCHING_KEY is wrong: must not be one of the FIELD_KEYS"),
        (f"k1:{KEY}", None, "MATCHING_KEY is missing"),
        (None, KEY, "FIELD_KEYS is missing"),
    ],
)
def test_a_wrong_key_is_named_in_one_sentence_without_its_value(
    field_keys: str | None, matching_key: str | None, told: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        Vault.from_settings(settings(field_keys, matching_key))
    sentence = str(raised.value)
    assert sentence.startswith(f"The setting {told}")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not any(secret in sentence for secret in (KEY, OTHER, SHORT, encoded(NEW), "hasia"))


def test_no_key_shows_when_an_object_is_printed() -> None:
    given_settings = settings(f"2025:{encoded(OLD)}", encoded(MATCHING))
    vault = Vault.from_settings(given_settings)
    assert vault is not None
    shown = "".join(map(repr, (vault, vault.fields, vault.matching, given_settings)))
    for key in (OLD, MATCHING):
        assert not any(form in shown for form in (repr(key)[2:-1], key.hex(), encoded(key)))
