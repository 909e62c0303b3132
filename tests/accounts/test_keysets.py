"""The keys of an identity provider: kept, refreshed, and used while it is down."""

import asyncio
import gzip
import ipaddress
import json
import logging
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from app.accounts import keysets
from app.accounts.keysets import (
    FIRST_RETRY_SECONDS,
    FRESH_SECONDS,
    MOST_BYTES,
    RETRY_SECONDS,
    USABLE_SECONDS,
    KeyCache,
    Provider,
    usable_keys,
)
from app.core.refusals import IdentityProviderUnavailable
from tests.accounts.issuing import DISCOVERY, JWKS, Answer, Clock, IssuingProvider, issuing, said, signing_key

FIRST = signing_key("first")
SECOND = signing_key("second")
ALGORITHMS = {"ES256"}


@asynccontextmanager
async def caching(provider: IssuingProvider, jwks_url: str | None = None) -> AsyncIterator[tuple[KeyCache, Clock]]:
    clock = Clock()
    cache = KeyCache(Provider(provider.issuer, jwks_url, ALGORITHMS), clock)
    try:
        yield cache, clock
    finally:
        await cache.close()


@pytest.fixture
async def provider() -> AsyncIterator[IssuingProvider]:
    async with issuing(FIRST) as provider:
        yield provider


@pytest.fixture
async def cached(provider: IssuingProvider) -> AsyncIterator[tuple[KeyCache, Clock]]:
    async with caching(provider) as cached:
        yield cached


async def found(cache: KeyCache, kid: str | None) -> bool:
    return await cache.find(kid, "ES256") is not None


async def test_a_key_is_found_through_discovery_and_kept(provider: IssuingProvider, cached: Any) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    clock.now += FRESH_SECONDS - 1
    assert await found(cache, "first")
    assert provider.asked == [DISCOVERY, JWKS]


async def test_a_configured_address_of_the_keys_needs_no_discovery(provider: IssuingProvider) -> None:
    async with caching(provider, provider.issuer + JWKS) as (cache, _):
        assert await found(cache, "first")
    assert provider.asked == [JWKS]


async def test_an_issuer_with_a_final_slash_is_discovered(provider: IssuingProvider) -> None:
    issuer = provider.issuer + "/"
    provider.answers[DISCOVERY] = said({"issuer": issuer, "jwks_uri": issuer + "jwks"})
    cache = KeyCache(Provider(issuer, None, ALGORITHMS))
    assert await found(cache, "first")
    await cache.close()


async def test_a_key_taken_away_is_no_longer_found_once_the_kept_ones_are_old(
    provider: IssuingProvider, cached: Any
) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    provider.publish(SECOND)
    clock.now += FRESH_SECONDS
    assert not await found(cache, "first")
    assert await found(cache, "second")


async def test_a_new_key_is_found_before_the_kept_ones_are_old(provider: IssuingProvider, cached: Any) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    provider.publish(FIRST, SECOND)
    clock.now += RETRY_SECONDS
    assert await found(cache, "second")
    assert await found(cache, "first")
    assert provider.fetches == 2


async def test_unknown_keys_call_the_provider_once_in_a_while(provider: IssuingProvider, cached: Any) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    clock.now += RETRY_SECONDS - 1
    assert not any([await found(cache, f"invented-{number}") for number in range(50)])
    assert provider.fetches == 1
    clock.now += 1
    assert not any([await found(cache, f"invented-{number}") for number in range(50)])
    assert provider.fetches == 2


@pytest.mark.parametrize("kid", ["first", "invented"])
async def test_fifty_who_ask_at_once_make_one_fetch(provider: IssuingProvider, cached: Any, kid: str) -> None:
    cache, _ = cached
    asking = [asyncio.create_task(found(cache, kid)) for _ in range(50)]
    assert await asyncio.gather(*asking) == [kid == "first"] * 50
    assert provider.asked == [DISCOVERY, JWKS]


async def test_one_who_hangs_up_does_not_end_the_fetch_of_the_others(provider: IssuingProvider, cached: Any) -> None:
    cache, _ = cached
    provider.going_on.clear()
    impatient, patient = (asyncio.create_task(found(cache, "first")) for _ in range(2))
    await provider.arrived.wait()
    impatient.cancel()
    provider.going_on.set()
    assert await patient
    assert impatient.cancelled()
    assert provider.fetches == 1


async def test_kept_keys_serve_for_a_day_while_the_provider_is_down(provider: IssuingProvider, cached: Any) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    provider.break_down()
    clock.now += USABLE_SECONDS - 1
    assert await found(cache, "first")
    assert not await found(cache, "invented")
    clock.now += 1
    with pytest.raises(IdentityProviderUnavailable):
        await found(cache, "first")


async def test_a_provider_that_is_gone_is_told_from_an_unknown_key(provider: IssuingProvider, cached: Any) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    provider.server.close()
    await provider.server.wait_closed()
    clock.now += RETRY_SECONDS
    assert not await found(cache, "invented")
    clock.now += FRESH_SECONDS
    assert await found(cache, "first")


async def test_without_any_key_the_provider_is_tried_again_soon(provider: IssuingProvider, cached: Any) -> None:
    cache, clock = cached
    provider.break_down()
    for _ in range(20):
        with pytest.raises(IdentityProviderUnavailable):
            await found(cache, "first")
    assert provider.asked == [DISCOVERY]
    provider.answers[DISCOVERY] = said({"issuer": provider.issuer, "jwks_uri": provider.issuer + JWKS})
    provider.publish(FIRST)
    clock.now += FIRST_RETRY_SECONDS
    assert await found(cache, "first")


async def test_a_provider_that_hangs_holds_up_a_known_key_only_once(
    provider: IssuingProvider, cached: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    monkeypatch.setattr(keysets, "FETCH_SECONDS", 0.1)
    provider.going_on.clear()
    clock.now += FRESH_SECONDS
    assert await found(cache, "first")
    clock.now += RETRY_SECONDS
    # the second attempt hangs until it is given up, beside this
    async with asyncio.timeout(0.05):
        assert await found(cache, "first")
    provider.going_on.set()
    provider.publish(SECOND)
    assert not await found(cache, "invented")
    clock.now += RETRY_SECONDS
    assert await found(cache, "second")
    assert not await found(cache, "first")


async def test_a_provider_that_dribbles_is_given_up(
    provider: IssuingProvider, cached: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dribble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.02)

    cache, _ = cached
    monkeypatch.setattr(provider, "answer", dribble)
    monkeypatch.setattr(keysets, "FETCH_SECONDS", 0.2)
    async with asyncio.timeout(2):
        with pytest.raises(IdentityProviderUnavailable):
            await found(cache, "first")


async def test_closing_ends_a_fetch_that_is_under_way(provider: IssuingProvider) -> None:
    cache = KeyCache(Provider(provider.issuer, None, ALGORITHMS))
    provider.going_on.clear()
    asking = asyncio.create_task(found(cache, "first"))
    await provider.arrived.wait()
    await cache.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    provider.going_on.set()


GOOD = json.dumps({"keys": [FIRST.jwk()]}).encode()
UNUSABLE = {
    "an error": Answer(GOOD, status=503),
    "nothing": Answer(b"", status=204),
    "a redirect": Answer(GOOD, status=302, headers="location: /elsewhere\r\n"),
    "a page": Answer(GOOD, media_type="text/html"),
    "no media type": Answer(GOOD, media_type=""),
    "too much": Answer(GOOD + b" " * MOST_BYTES),
    "no JSON": Answer(b"{"),
    "no text": Answer(b"\xff\xfe\xff"),
    "depth": Answer(b"[" * 100_000),
    "a long number": Answer(b'{"keys": ' + b"1" * 5000 + b"}"),
    "an array": said([FIRST.jwk()]),
    "no keys": said({"keyz": []}),
    "keys of another shape": said({"keys": {"first": FIRST.jwk()}}),
}


@pytest.mark.parametrize("answer", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_unusable_answer_counts_as_none(provider: IssuingProvider, cached: Any, answer: Answer) -> None:
    cache, clock = cached
    provider.answers["/elsewhere"] = Answer(GOOD)
    provider.answers[JWKS] = answer
    with pytest.raises(IdentityProviderUnavailable):
        await found(cache, "first")
    assert provider.asked == [DISCOVERY, JWKS]
    provider.publish(FIRST)
    clock.now += FIRST_RETRY_SECONDS
    assert await found(cache, "first")
    provider.answers[JWKS] = answer
    clock.now += FRESH_SECONDS
    assert await found(cache, "first")


async def test_keys_are_asked_for_as_they_are(provider: IssuingProvider, cached: Any) -> None:
    cache, _ = cached
    assert await found(cache, "first")
    assert provider.headers["accept-encoding"] == "identity"
    assert "application/jwk-set+json" in provider.headers["accept"]


async def test_a_provider_without_a_fit_key_is_logged_and_believed(
    provider: IssuingProvider, cached: Any, caplog: pytest.LogCaptureFixture
) -> None:
    cache, clock = cached
    assert await found(cache, "first")
    provider.publish(FIRST.jwk(use="enc"))
    clock.now += FRESH_SECONDS
    assert not await found(cache, "first")
    told = [record.getMessage() for record in caplog.records if record.name == "inovasi"]
    assert told == ["the identity provider has no key that fits the configured algorithms"]


async def test_a_compressed_bomb_is_not_unpacked(provider: IssuingProvider, cached: Any) -> None:
    cache, _ = cached
    provider.answers[JWKS] = Answer(gzip.compress(b" " * 50_000_000), headers="content-encoding: gzip\r\n")
    tracemalloc.start()
    with pytest.raises(IdentityProviderUnavailable):
        await found(cache, "first")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "application/jwk-set+json", "Application/JSON"]
)
async def test_keys_come_under_either_media_type(provider: IssuingProvider, cached: Any, media_type: str) -> None:
    cache, _ = cached
    provider.answers[JWKS] = Answer(GOOD, media_type=media_type)
    assert await found(cache, "first")


@pytest.mark.parametrize(
    "discovered",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"issuer_with": "/"},
        {"jwks_uri": None},
        {"jwks_uri": ["/jwks"]},
        {"jwks_uri": "/jwks"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "gopher://127.0.0.1/jwks"},
        {"jwks_uri": "http://["},
        {"jwks_uri": "http://127.0.0.1:99999/jwks"},
        {"jwks_uri": "http://127.0.0.1/\0"},
        {"jwks_uri": "http://"},
        {"jwks_uri": ""},
    ],
    ids=str,
)
async def test_a_discovery_document_must_be_the_issuers_and_name_an_address(
    provider: IssuingProvider, cached: Any, discovered: dict[str, Any]
) -> None:
    cache, _ = cached
    document = {"issuer": provider.issuer, "jwks_uri": provider.issuer + JWKS, **discovered}
    document["issuer"] = f"{document['issuer']}{document.pop('issuer_with', '')}"
    provider.answers[DISCOVERY] = said(document)
    with pytest.raises(IdentityProviderUnavailable):
        await found(cache, "first")
    assert provider.asked == [DISCOVERY]


def _certificate(folder: Path) -> Path:
    """Write a certificate that vouches for 127.0.0.1 and for itself, with its key, into one file."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kota Medan")])
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "provider.pem"
    path.write_bytes(certificate.public_bytes(pem) + key)
    return path


async def test_over_https_the_systems_authorities_vouch_and_the_keys_come_over_https_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    async with issuing(FIRST, certificate=context) as provider, issuing(FIRST) as plain:
        async with caching(provider) as (cache, _):
            with pytest.raises(IdentityProviderUnavailable):
                await found(cache, "first")
        assert provider.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        async with caching(provider) as (cache, clock):
            assert await found(cache, "first")
            provider.answers[DISCOVERY] = said({"issuer": provider.issuer, "jwks_uri": plain.issuer + JWKS})
            clock.now += USABLE_SECONDS
            with pytest.raises(IdentityProviderUnavailable):
                await found(cache, "first")
        assert plain.asked == []


async def test_proxies_of_the_environment_are_not_asked(
    provider: IssuingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with issuing() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.issuer)
        async with caching(provider) as (cache, _):
            assert await found(cache, "first")
        assert proxy.asked == []


async def test_a_failing_provider_is_logged_without_what_it_said(
    provider: IssuingProvider, cached: Any, caplog: pytest.LogCaptureFixture
) -> None:
    cache, _ = cached
    provider.answers[JWKS] = Answer(b"rahasia", status=500)
    with caplog.at_level(logging.DEBUG, "inovasi"), pytest.raises(IdentityProviderUnavailable):
        await found(cache, "first")
    told = [record.getMessage() for record in caplog.records if record.name == "inovasi"]
    assert told == ["the identity provider's keys could not be fetched: answered 500"]


def _rsa(bits: int) -> dict[str, Any]:
    public = rsa.generate_private_key(65537, bits).public_key()
    return {**RSAAlgorithm.to_jwk(public, as_dict=True), "kid": "first"}


def _other_curve() -> dict[str, Any]:
    public = ec.generate_private_key(ec.SECP384R1()).public_key()
    return {**ECAlgorithm.to_jwk(public, as_dict=True), "kid": "first"}


UNFIT = {
    "a shared secret": {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXM", "kid": "first"},
    "a shared secret that says it fits": {"kty": "oct", "k": "c2VjcmV0", "kid": "first", "alg": "ES256"},
    "a key for encryption": FIRST.jwk(use="enc"),
    "a key for signing only": FIRST.jwk(key_ops=["sign"]),
    "operations of another shape": FIRST.jwk(key_ops="verify"),
    "an algorithm that is not configured": FIRST.jwk(alg="ES384"),
    "an algorithm of another shape": FIRST.jwk(alg=["ES256"]),
    "a private key": {**ECAlgorithm.to_jwk(FIRST.private, as_dict=True), "kid": "first", "key_ops": ["verify"]},
    "an id of another shape": FIRST.jwk(kid=1),
    "another curve": _other_curve(),
    "an unknown curve": FIRST.jwk(crv="P-999"),
    "a point that is on no curve": FIRST.jwk(x=FIRST.jwk()["y"]),
    "half a point": FIRST.jwk(y=None),
    "a short key": _rsa(1024),
    "an unknown kind": {"kty": "lattice", "kid": "first"},
    "no kind": {"kid": "first"},
    "nothing": None,
    "text": "first",
}


@pytest.mark.parametrize("entry", UNFIT.values(), ids=UNFIT.keys())
def test_an_unfit_key_is_ignored_and_the_others_are_used(entry: object) -> None:
    keys = usable_keys([entry, SECOND.jwk()], {"ES256", "RS256"})
    assert set(keys) == {("second", "ES256"), (None, "ES256")}


def test_a_key_that_names_no_algorithm_serves_all_that_fit_it() -> None:
    entry = signing_key("rsa", "RS256").jwk(alg=None, use=None)
    keys = usable_keys([entry], {"RS256", "PS512", "ES256", "EdDSA"})
    assert {algorithm for kid, algorithm in keys if kid == "rsa"} == {"RS256", "PS512"}
    assert {algorithm for _, algorithm in usable_keys([signing_key("okp", "EdDSA").jwk(alg=None)], {"EdDSA"})} == {
        "EdDSA"
    }


def test_without_an_id_only_a_sole_key_can_be_meant() -> None:
    nameless = FIRST.jwk(kid=None)
    assert set(usable_keys([nameless], ALGORITHMS)) == {(None, "ES256")}
    assert set(usable_keys([nameless, SECOND.jwk()], ALGORITHMS)) == {("second", "ES256")}
    assert set(usable_keys([nameless, SECOND.jwk(kid=None)], ALGORITHMS)) == set()


def test_of_two_keys_with_one_id_the_first_counts() -> None:
    keys = usable_keys([FIRST.jwk(kid="same"), SECOND.jwk(kid="same")], ALGORITHMS)
    claims = {"sub": "siti"}
    assert jwt.decode(FIRST.sign(claims), keys["same", "ES256"]) == claims


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(
    base=st.sampled_from([FIRST, signing_key("rsa", "RS256"), signing_key("okp", "EdDSA")]),
    changes=st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "use", "kid", "key_ops"]), JSON, min_size=1
    ),
)
def test_whatever_a_key_set_holds_it_can_be_read(base: Any, changes: dict[str, Any]) -> None:
    keys = usable_keys([{**base.jwk(), **changes}, SECOND.jwk()], {"ES256", "RS256", "EdDSA"})
    assert ("second", "ES256") in keys
