"""That no text names a member of the council, however the name is spelt."""

import pytest

from app.needs.naming import Known, naming_errors

MEMBERS = [Known("Contoh Anggota", "H.", "SE"), Known("Tunggal", None, None)]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("Usulan H. Contoh Anggota, S.E. dalam reses", True),
        ("usulan CONTOH  ANGGOTA", True),
        ("usulan contoh-anggota", True),
        ("Usulan Bapak Tunggal", True),
        ("Layanan tunggal untuk warga", False),
        ("Usulan Komisi II", False),
        ("Contoh Anggotanya", False),
        (None, False),
    ],
)
def test_a_text_names_a_member_in_any_spelling(told: str | None, named: bool) -> None:
    found = [(error.pointer, error.code) for error in naming_errors([("#/statement", told)], MEMBERS)]
    assert found == ([("#/statement", "names_member")] if named else [])


def test_without_members_on_record_nothing_is_looked_for() -> None:
    assert not list(naming_errors([("#/statement", "Tunggal")], []))
