"""A client is counted under the address it really came from, whatever it claims."""

import pytest

from app.core.addresses import ClientAddress
from app.core.settings import Settings

PROXIES = "10.0.0.0/8,fd00::/8,127.0.0.1"


def address_of(peer: str | None, *forwarded: str, proxies: str | None = PROXIES) -> str:
    headers = [(b"accept", b"*/*"), *((b"x-forwarded-for", value.encode("latin-1")) for value in forwarded)]
    client = None if peer is None else (peer, 40000)
    return ClientAddress(Settings(trusted_proxies=proxies)).of({"type": "http", "client": client, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("a-server-without-addresses", "a-server-without-addresses"),
        ("", ""),
        (None, "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("proxies", [None, "192.0.2.0/24"])
def test_the_peer_is_the_client(peer: str | None, address: str, proxies: str | None) -> None:
    assert address_of(peer, proxies=proxies) == address


@pytest.mark.parametrize("peer", ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8::1", "nothing", ""])
@pytest.mark.parametrize("proxies", [None, PROXIES])
def test_nobody_but_a_trusted_proxy_can_claim_another_address(peer: str, proxies: str | None) -> None:
    claimed = address_of(peer, "198.51.100.7", "10.1.1.1", proxies=proxies)
    assert claimed == address_of(peer, proxies=proxies)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("::ffff:10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("fd00::1", ["2001:db8:1:2::99"], "2001:db8:1:2::/64"),
        # who came through a Unix socket is on this machine, which is trusted here
        (None, ["198.51.100.7"], "198.51.100.7"),
        # what the client wrote stands left of what the proxy wrote
        ("10.0.0.1", ["1.1.1.1, 2.2.2.2, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1", "2.2.2.2", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7, 10.0.0.3, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7", "10.0.0.3 ,fd00::2"], "198.51.100.7"),
        ("10.0.0.1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        # some proxies write a port
        ("10.0.0.1", ["198.51.100.7:51234"], "198.51.100.7"),
        ("10.0.0.1", ["[2001:db8:1:2::99]:51234"], "2001:db8:1:2::/64"),
        ("10.0.0.1", ["[2001:db8:1:2::99]"], "2001:db8:1:2::/64"),
        # all of them trusted: the furthest
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
    ],
)
def test_the_last_address_that_no_trusted_proxy_has(peer: str | None, forwarded: list[str], address: str) -> None:
    assert address_of(peer, *forwarded) == address


@pytest.mark.parametrize(
    "entry",
    [
        "unknown",
        "_hidden",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "256.1.1.1",
        "1.2.3.4/8",
        "::1]",
        "1.2.3.4:5:6",
        "\x00",
        "\xff",
        "'; --",
        " ",
        "9" * 5000,
    ],
)
def test_the_walk_ends_at_what_is_no_address(entry: str) -> None:
    assert address_of("10.0.0.1", f"198.51.100.7, {entry}") == "10.0.0.1"
    assert address_of("10.0.0.1", f"198.51.100.7, {entry}, 10.0.0.2") == "10.0.0.2"
    assert address_of("10.0.0.1", f"{entry}, 198.51.100.7") == "198.51.100.7"


def test_what_clients_claim_is_not_remembered_without_end() -> None:
    addresses = ClientAddress(Settings(trusted_proxies="10.0.0.0/8"))
    for number in range(20_000):
        claimed = f"198.51.{number // 256}.{number % 256}"
        scope = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", claimed.encode())]}
        assert addresses.of(scope) == claimed
    assert addresses._known.cache_info().currsize <= 4096  # noqa: SLF001 - what it holds is what is asked about
