"""Whom a request is counted under when nobody has signed in: the address it came from, which a client cannot choose."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

from starlette.types import Scope

from app.core.settings import Settings

FORWARDED_FOR = b"x-forwarded-for"

# A peer without an address came through a Unix socket, so it is on this machine.
_LOCAL = "127.0.0.1"
# an IPv6 address with a zone, in brackets and with a port, is shorter
_MOST_CHARACTERS = 64
_MOST_REMEMBERED = 4096
# The rest names an interface (RFC 4291 2.5.1), and a host may take a new one for each request (RFC 8981).
_NETWORK_BITS = 64

_Address = IPv4Address | IPv6Address


class _Known(NamedTuple):
    counted: str
    is_proxy: bool


class ClientAddress:
    """Finds the address of a client; X-Forwarded-For is believed only as far as trusted proxies wrote it.

    An IPv4 address is given as it is, also where it came mapped into IPv6; of an IPv6 address its /64 network is given.
    """

    def __init__(self, settings: Settings) -> None:
        self._proxies = [ip_network(network) for network in (settings.trusted_proxies or "").split(",") if network]
        self._known = lru_cache(_MOST_REMEMBERED)(self._look_at)

    def of(self, scope: Scope) -> str:
        """Return the address of a request's client."""
        client = scope.get("client")
        peer: str = client[0] if client else _LOCAL
        if not self._proxies:
            return _counted(peer)
        known = self._known(peer)
        if known is None or not known.is_proxy:
            return _counted(peer)
        return self._forwarded(scope, known.counted)

    def _forwarded(self, scope: Scope, nearest: str) -> str:
        """Walk X-Forwarded-For from its end: each trusted proxy vouches for the entry before its own.

        The walk ends at the first address that is no trusted proxy. It also ends at an entry that is no address,
        with the proxy that passed it on: what stands further left is anyone's claim.
        """
        rest = b",".join(value for name, value in scope["headers"] if name == FORWARDED_FOR).decode("latin-1")
        while rest:
            rest, _, entry = rest.rpartition(",")
            entry = entry.strip()
            known = self._known(entry) if len(entry) <= _MOST_CHARACTERS else None
            if known is None:
                return nearest
            nearest = known.counted
            if not known.is_proxy:
                return nearest
        return nearest

    def _look_at(self, entry: str) -> _Known | None:
        address = _parsed(entry)
        if address is None:
            return None
        return _Known(_name(address), any(address in network for network in self._proxies))


@lru_cache(_MOST_REMEMBERED)
def _counted(peer: str) -> str:
    """Return the name that a peer is counted under; a server may give one that is no address, which stays as it is."""
    address = _parsed(peer)
    return peer if address is None else _name(address)


def _parsed(entry: str) -> _Address | None:
    """Return an address that may have brackets (IPv6) and a port, or None if it is none."""
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        address = ip_address(entry)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _name(address: _Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    host_bits = 128 - _NETWORK_BITS
    return f"{IPv6Address(int(address) >> host_bits << host_bits)}/{_NETWORK_BITS}"
