"""Personal identifiers: one spelling for each, nothing odd refused, and little shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidRequest
from app.innovators.identifiers import NipOddity, findings, mask, normalise
from app.models.codes import IdentifierKind

TODAY = date(2026, 11, 22)
BORN = st.dates(date(1950, 1, 1), date(2000, 12, 31))
NIPS = st.text("0123456789", min_size=18, max_size=18)
PHONES = st.from_regex(r"\+62[1-9][0-9]{6,11}|\+[13-57-9][0-9]{6,14}", fullmatch=True)
LOCAL = st.text("abcXYZ0123456789!#$%&'*+/=?^_`{|}~-é大", min_size=1, max_size=16)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
EMAILS = st.builds("{}@{}.{}".format, LOCAL, LABEL, st.sampled_from(["id", "go.id", "com", "xn--p1ai"]))
VALUES = st.one_of(
    st.tuples(st.just(IdentifierKind.NIP), NIPS),
    st.tuples(st.just(IdentifierKind.PHONE), PHONES),
    st.tuples(st.just(IdentifierKind.EMAIL), EMAILS),
)


def codes(nip: str) -> list[str]:
    return [finding.code.value for finding in findings(nip, TODAY)]


def refusal(kind: IdentifierKind, text: str) -> InvalidRequest:
    with pytest.raises(InvalidRequest) as raised:
        normalise(kind, text)
    return raised.value


@pytest.mark.parametrize(
    "text",
    [
        "196608011988031001",
        "19660801 198803 1 001",
        "19660801.198803.1.001",
        "19660801-198803-1-001",
        " \t19660801\u00a0198803\u00a01\u00a0001\n",
        "1 9 6 6 0 8 0 1 1 9 8 8 0 3 1 0 0 1",
    ],
)
def test_a_nip_is_its_eighteen_digits(text: str) -> None:
    assert normalise(IdentifierKind.NIP, text) == "196608011988031001"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " .-",
        "19660801198803100",
        "1966080119880310011",
        "19660801198803100x",
        "NIP 196608011988031001",
        "19660801/198803/1/001",
        "19660801\n198803 1 001",
        "1966080119880310\u200b01",
        "\uff11\uff19\uff16\uff16\uff10\uff18\uff10\uff11\uff11\uff19\uff18\uff18\uff10\uff13\uff11\uff10\uff10\uff11",
        "١٩٦٦٠٨٠١١٩٨٨٠٣١٠٠١",
        "19660801198803100\u00b9",
        "-196608011988031001e0",
    ],
)
def test_what_is_not_eighteen_digits_is_no_nip(text: str) -> None:
    refusal(IdentifierKind.NIP, text)


@given(NIPS)
def test_any_eighteen_digits_are_taken_whatever_is_odd_about_them(nip: str) -> None:
    assert normalise(IdentifierKind.NIP, nip) == nip
    assert len(set(codes(nip))) == len(codes(nip))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("0812.3456.7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        (" +62\u00a0812\u00a03456\u00a07890 ", "+6281234567890"),
        ("+62 (0) 812 3456 7890", "+6281234567890"),
        ("+62 0812 3456 7890", "+6281234567890"),
        ("(061) 4512412", "+62614512412"),
        ("061/4512412", "+62614512412"),
        ("+60 12-345 6789", "+60123456789"),
        ("+1 202 555 0123", "+12025550123"),
        ("+683 4000", "+6834000"),
        ("+123456789012345", "+123456789012345"),
    ],
)
def test_a_phone_number_is_in_its_international_form(text: str, canonical: str) -> None:
    assert normalise(IdentifierKind.PHONE, text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "0",
        "812 3456 7890",
        "6281234567890",
        "006281234567890",
        "+62006281234567",
        "0012025550123",
        "+0812345678",
        "0812",
        "+1234567890123456",
        "0812 3456 7890 ext. 2",
        "0812 3456 7890, 0813 3456 7890",
        "++6281234567890",
        "08+1234567890",
        "+\uff16\uff1281234567890",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "\u202a+6281234567890\u202c",
        "tidak ada",
    ],
)
def test_what_cannot_be_dialled_from_everywhere_is_no_phone_number(text: str) -> None:
    refusal(IdentifierKind.PHONE, text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("bayu@medan.go.id", "bayu@medan.go.id"),
        ("  Bayu.Siregar+inovasi@Medan.GO.ID\n", "Bayu.Siregar+inovasi@medan.go.id"),
        ("jose\u0301@example.go.id", "jos\u00e9@example.go.id"),
        ("o'brien_{x}@a-b.example.com", "o'brien_{x}@a-b.example.com"),
        ("a@xn--medan-abc.xn--p1ai", "a@xn--medan-abc.xn--p1ai"),
        (f"{'a' * 64}@{'b' * 63}.id", f"{'a' * 64}@{'b' * 63}.id"),
    ],
)
def test_an_email_address_has_one_form_and_its_name_stays(text: str, canonical: str) -> None:
    assert normalise(IdentifierKind.EMAIL, text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "bayu",
        "bayu@",
        "@medan.go.id",
        "bayu@medan",
        "bayu@@medan.go.id",
        "bayu@siregar@medan.go.id",
        "bayu siregar@medan.go.id",
        "bayu@medan go.id",
        ".bayu@medan.go.id",
        "bayu.@medan.go.id",
        "ba..yu@medan.go.id",
        "bayu@.medan.go.id",
        "bayu@medan..id",
        "bayu@medan.go.id.",
        "bayu@-medan.go.id",
        "bayu@medan-.go.id",
        "bayu@me_dan.go.id",
        "bayu@10.0.0.1",
        "bayu@[10.0.0.1]",
        "bayu@medan.i",
        "bayu@m\u00e9dan.go.id",
        "bayu@med\u0130n.go.id",
        "bayu@\uff4dedan.go.id",
        "Bayu <bayu@medan.go.id>",
        "bayu@medan.go.id, ani@medan.go.id",
        '"bayu siregar"@medan.go.id',
        "bayu\x00@medan.go.id",
        "bayu\n@medan.go.id",
        "ba\u200byu@medan.go.id",
        "ba\ud800yu@medan.go.id",
        "bayu\uff20medan.go.id",
        f"{'a' * 65}@medan.go.id",
        f"{'é' * 33}@medan.go.id",
        f"bayu@{'b' * 64}.id",
        f"bayu@{'b.' * 125}id",
    ],
)
def test_what_no_mail_reaches_is_no_email_address(text: str) -> None:
    refusal(IdentifierKind.EMAIL, text)


@given(VALUES)
def test_a_canonical_value_is_its_own_canonical_value(entry: tuple[IdentifierKind, str]) -> None:
    kind, value = entry
    canonical = normalise(kind, value)
    assert normalise(kind, canonical) == canonical


@given(kind=st.sampled_from(IdentifierKind), text=st.text() | st.text("+0123456789 ().-@aA\u00e9\ud800\u202a"))
def test_any_text_is_either_taken_for_good_or_refused_in_its_field(kind: IdentifierKind, text: str) -> None:
    try:
        canonical = normalise(kind, text)
    except InvalidRequest as error:
        assert [(part.pointer, part.code) for part in error.errors] == [("#/value", "invalid_form")]  # noqa: PT017 - both ends are right
    else:
        assert normalise(kind, canonical) == canonical


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (IdentifierKind.NIP, "19660801198803100"),
        (IdentifierKind.PHONE, "81266778899"),
        (IdentifierKind.EMAIL, "bayu.siregar"),
    ],
)
def test_a_refusal_speaks_both_languages_and_repeats_nothing(kind: IdentifierKind, text: str) -> None:
    fact = refusal(kind, text)
    told = [fact.errors[0].message.in_language("id"), fact.errors[0].message.in_language("en")]
    assert told[0] != told[1]
    assert not any(text[start : start + 4] in f"{told} {fact} {fact.facts}" for start in range(len(text) - 3))


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (IdentifierKind.NIP, "196608011988031001", "•••••••••••••••001"),
        (IdentifierKind.PHONE, "+6281234567890", "•••••••••••890"),
        (IdentifierKind.EMAIL, "bayu1985@medan.go.id", "•••.id"),
        (IdentifierKind.EMAIL, "b@siregar.com", "•••com"),
        (IdentifierKind.EMAIL, "siregar1985@siregar1985.xn--p1ai", "•••1ai"),
    ],
)
def test_what_is_shown_of_a_value(kind: IdentifierKind, value: str, shown: str) -> None:
    assert mask(kind, value) == shown


@given(VALUES)
def test_a_mask_shows_the_last_three_characters_and_nothing_else(entry: tuple[IdentifierKind, str]) -> None:
    kind, value = entry
    canonical = normalise(kind, value)
    shown = mask(kind, canonical)
    assert shown.strip("•") == canonical[-3:]
    assert sum(character.isdigit() for character in shown) <= 3


@given(EMAILS)
def test_a_masked_address_shows_nothing_of_its_name_its_domain_or_its_length(address: str) -> None:
    canonical = normalise(IdentifierKind.EMAIL, address)
    shown = mask(IdentifierKind.EMAIL, canonical)
    assert len(shown) == 6
    assert f".{canonical.rsplit('.', 1)[1]}".endswith(shown[3:])


@pytest.mark.parametrize(
    ("nip", "odd"),
    [
        ("196608011988031001", []),
        ("198512312010122999", []),
        ("200002292018021001", []),
        ("199203152027122001", []),
        # PPPK: 2023, first agreement
        ("199203152023211012", ["pppk_form"]),
        ("199203152026991012", ["pppk_form"]),
        ("200312312021211001", ["pppk_form"]),
        ("200412312021211001", ["pppk_form", "appointed_too_young"]),
        ("202212312021211001", ["pppk_form", "appointed_before_birth"]),
        # no such day, month or year; not born yet
        ("196602301988031001", ["birth_date_impossible"]),
        ("190002291988031001", ["birth_date_impossible"]),
        ("196613011988031001", ["birth_date_impossible"]),
        ("000008011988031001", ["birth_date_impossible"]),
        ("189912311988031001", ["birth_date_impossible"]),
        ("202611232026121001", ["birth_date_impossible"]),
        # no month, neither of a year nor a count of agreements
        ("196608011988001001", ["appointment_impossible"]),
        ("196608011988131001", ["appointment_impossible"]),
        ("196608011988201001", ["appointment_impossible"]),
        ("196608010000031001", ["appointment_impossible"]),
        ("196608012028011001", ["appointment_impossible"]),
        # eighteen on the last day of the month, and a month too early
        ("197005311988051001", []),
        ("197005311988041001", ["appointed_too_young"]),
        ("198803011988031001", ["appointed_too_young"]),
        ("198804011988031001", ["appointed_before_birth"]),
        ("198804011966081001", ["appointed_before_birth"]),
        ("196608011988030001", ["sex_digit_unknown"]),
        ("196608011988033001", ["sex_digit_unknown"]),
        ("999999999999999999", ["birth_date_impossible", "appointment_impossible", "sex_digit_unknown"]),
        ("000000000000000000", ["birth_date_impossible", "appointment_impossible", "sex_digit_unknown"]),
    ],
)
def test_what_is_odd_about_a_nip(nip: str, odd: list[str]) -> None:
    assert codes(nip) == odd


@given(born=BORN, months=st.integers(18 * 12, 25 * 12), sex=st.sampled_from("12"), serial=st.integers(1, 999))
def test_nothing_is_odd_about_a_nip_made_by_the_rule(born: date, months: int, sex: str, serial: int) -> None:
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    assert codes(f"{born:%Y%m%d}{year:04}{month + 1:02}{sex}{serial:03}") == []


def test_every_finding_is_told_in_both_languages_without_a_digit_of_the_value() -> None:
    seen = {}
    for nip in ("000000000000000000", "200412312021211001", "198804011988031001"):
        seen.update({finding.code: finding.message for finding in findings(nip, TODAY)})
    assert set(seen) == set(NipOddity)
    for message in seen.values():
        assert message.in_language("id")
        assert message.in_language("en")
        assert message.id != message.en
