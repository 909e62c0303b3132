"""Which addresses may be recorded, and which two are one."""

import pytest

from app.sources.addresses import address_key, is_address

ONE = [
    "https://jdih.pemkomedan.go.id/sk/123",
    "http://jdih.pemkomedan.go.id/sk/123",
    "HTTPS://JDIH.PemkoMedan.go.id/sk/123",
    "https://jdih.pemkomedan.go.id:443/sk/123",
    "http://jdih.pemkomedan.go.id:80/sk/123/",
    "https://jdih.pemkomedan.go.id/sk/123//",
    "https://jdih.pemkomedan.go.id/sk/123#bab-2",
    "jdih.pemkomedan.go.id/sk/123",
    "JDIH.pemkomedan.go.id/sk/123/#bab-2",
]


@pytest.mark.parametrize("address", ONE)
def test_spellings_of_one_address_have_one_key(address: str) -> None:
    assert is_address(address)
    assert address_key(address) == "jdih.pemkomedan.go.id/sk/123"


@pytest.mark.parametrize(
    "address",
    [
        "https://jdih.pemkomedan.go.id/SK/123",
        "https://jdih.pemkomedan.go.id/sk/124",
        "https://jdih.pemkomedan.go.id/sk/123?versi=2",
        "https://jdih.pemkomedan.go.id:8443/sk/123",
        "https://pemkomedan.go.id/sk/123",
        "https://jdih.pemkomedan.go.id/sk//123",
    ],
)
def test_other_addresses_have_other_keys(address: str) -> None:
    assert is_address(address)
    assert address_key(address) not in {None, address_key(ONE[0])}


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://tapanuli.online/?p=4098", "tapanuli.online?p=4098"),
        ("tapanuli.online/?p=4098", "tapanuli.online?p=4098"),
        ("https://medan.go.id", "medan.go.id"),
        ("https://medan.go.id/", "medan.go.id"),
        ("https://medan.go.id/a?b=c/", "medan.go.id/a?b=c/"),
        ("http://medan.go.id:443/a", "medan.go.id:443/a"),
        ("https://[2001:DB8::1]/a", "2001:db8::1/a"),
        ("https://kantor/arsip", "kantor/arsip"),
    ],
)
def test_what_is_left_of_an_address(address: str, key: str) -> None:
    assert is_address(address)
    assert address_key(address) == key


@pytest.mark.parametrize(
    "words",
    [
        "Arsip Bagian Organisasi, lemari 2",
        "Arsip: lemari 2",
        "gosumut.com 2016/08/25",
        "menpan.go.id cermati-persyaratan",
        "Rak 7/B",
        "tanpa-titik",
    ],
)
def test_words_are_no_address_and_have_no_key(words: str) -> None:
    assert is_address(words)
    assert address_key(words) is None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "javascript: alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://medan.go.id/berkas",
        "mailto:humas@medan.go.id",
        "https:",
        "https:medan.go.id",
        "https://",
        "https:///jalur",
        "https://medan.go.id:99999/a",
        "https://medan.go.id:0/a",
        "https://medan.go.id:port/a",
        "https://[::1",
        "https://operator:sandi@medan.go.id/a",
        "https://token@medan.go.id/a",
        "https://medan.go.id\\@jahat.example/a",
        'https://medan.go.id/"onmouseover=',
        "https://medan.go.id/<script>",
        "https://medan.go.id/a b",
        "blob:https://medan.go.id/a",
    ],
)
def test_what_a_link_must_not_be_made_of_is_no_address(address: str) -> None:
    assert not is_address(address)
    assert address_key(address) is None


def test_nothing_has_no_key() -> None:
    assert address_key(None) is None
