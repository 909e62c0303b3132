"""Bearer tokens: whom a genuine one means, and every way to forge one."""

import hashlib
import hmac
import json
import logging
import re
import string
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.keysets import FRESH_SECONDS, RETRY_SECONDS
from app.accounts.tokens import LEEWAY_SECONDS, MOST_TOKEN_CHARACTERS, TokenVerifier, VerifiedToken
from app.core.refusals import IdentityProviderUnavailable, InvalidCredentials
from app.core.settings import Settings, SettingsError
from tests.accounts.issuing import (
    AUDIENCE,
    DISCOVERY,
    JWKS,
    NOW,
    Clock,
    IssuingProvider,
    SigningKey,
    encoded,
    issuing,
    signing_key,
)

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
KEYS = {algorithm: signing_key(f"key-{algorithm}", algorithm) for algorithm in ALGORITHMS}
RSA = KEYS["RS256"]
EC = KEYS["ES256"]
STRANGER = SigningKey(EC.kid, "ES256", signing_key("stranger").private)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[IssuingProvider]:
    async with issuing(*KEYS.values()) as provider:
        yield provider


@asynccontextmanager
async def verifying(
    provider: IssuingProvider, elapsed: Clock | None = None, **settings: str
) -> AsyncIterator[TokenVerifier]:
    """A verifier at the time `NOW`, which stands still; only its keys grow old."""
    told = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "oidc_algorithms": ",".join(ALGORITHMS)}
    verifier = TokenVerifier.from_settings(
        Settings(_env_file=None, **(told | settings)), now=Clock(), elapsed=elapsed or Clock()
    )
    assert verifier is not None
    try:
        yield verifier
    finally:
        await verifier.close()


@pytest.fixture(scope="module")
async def verifier(provider: IssuingProvider) -> AsyncIterator[TokenVerifier]:
    async with verifying(provider) as verifier:
        yield verifier


async def refused(verifier: TokenVerifier, token: str) -> bool:
    try:
        await verifier.verify(token)
    except InvalidCredentials:
        return True
    return False


def public_pem(key: SigningKey) -> bytes:
    return key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def by_hmac(claims: dict[str, Any], secret: bytes, **header: object) -> str:
    """Sign with a shared secret, which the library would not do with a public key."""
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': RSA.kid, **header})}.{encoded(claims)}"
    return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def unsigned(claims: dict[str, Any], algorithm: object, signature: str = "") -> str:
    return f"{encoded({'alg': algorithm, 'typ': 'JWT', 'kid': EC.kid})}.{encoded(claims)}.{signature}"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_genuine_token_tells_whom_it_means_and_until_when(
    provider: IssuingProvider, verifier: TokenVerifier, algorithm: str
) -> None:
    token = KEYS[algorithm].sign(provider.claims(sub="198501012010011001", exp=NOW + 42))
    assert await verifier.verify(token) == VerifiedToken("198501012010011001", NOW + 42.0)


async def test_a_verified_token_costs_no_further_question_to_the_provider(
    provider: IssuingProvider, verifier: TokenVerifier
) -> None:
    token = RSA.sign(provider.claims())
    await verifier.verify(token)
    before = len(provider.asked)
    for _ in range(20):
        await verifier.verify(token)
    assert len(provider.asked) == before


def with_claims(token: str, claims: dict[str, Any]) -> str:
    """Put other claims under a token's signature."""
    head, _, signature = token.split(".")
    return f"{head}.{encoded(claims)}.{signature}"


Forge = Callable[[IssuingProvider], str]
FORGED: dict[str, Forge] = {
    "signed by a stranger": lambda p: STRANGER.sign(p.claims()),
    "alg none": lambda p: unsigned(p.claims(), "none"),
    "alg None": lambda p: unsigned(p.claims(), "None"),
    "alg nOnE with a signature": lambda p: unsigned(p.claims(), "nOnE", EC.sign(p.claims()).rsplit(".", 1)[1]),
    "alg empty": lambda p: unsigned(p.claims(), ""),
    "alg null": lambda p: unsigned(p.claims(), None),
    "alg a list": lambda p: unsigned(p.claims(), ["ES256"]),
    "alg an object": lambda p: unsigned(p.claims(), {"ES256": 1}),
    "alg in small letters": lambda p: unsigned(p.claims(), "es256", EC.sign(p.claims()).rsplit(".", 1)[1]),
    "HS256 with the public key": lambda p: by_hmac(p.claims(), public_pem(RSA)),
    "HS256 with the public key, without its last line end": lambda p: by_hmac(p.claims(), public_pem(RSA).strip()),
    "HS256 with the published key": lambda p: by_hmac(p.claims(), json.dumps(RSA.jwk()).encode()),
    "HS256 with nothing": lambda p: by_hmac(p.claims(), b""),
    "signed by HMAC, called RS256": lambda p: by_hmac(p.claims(), public_pem(RSA), alg="RS256"),
    "an algorithm that is not configured": lambda p: RSA.sign(p.claims(), "RS512"),
    "a key used for another algorithm than its own": lambda p: RSA.sign(p.claims(), "PS256"),
    "a key of one kind named for another": lambda p: RSA.sign(p.claims(), kid=EC.kid),
    "no signature": lambda p: EC.sign(p.claims()).rpartition(".")[0] + ".",
    "a signature of zeros": lambda p: unsigned(p.claims(), "ES256", encoded(bytes(64))),
    "a signature cut short": lambda p: EC.sign(p.claims())[:-4],
    "half a signature": lambda p: EC.sign(p.claims())[:-43],
    "a signature of another token": lambda p: unsigned(
        p.claims(), "ES256", EC.sign(p.claims(sub="budi")).rsplit(".")[2]
    ),
    "other claims under a genuine signature": lambda p: with_claims(EC.sign(p.claims()), p.claims(sub="admin")),
    "a genuine token with a fourth part": lambda p: EC.sign(p.claims()) + ".x",
    "five parts, as encrypted ones have": lambda _: f"{encoded({'alg': 'RSA-OAEP', 'enc': 'A256GCM'})}.a.b.c.d",
    "its own key": lambda p: STRANGER.sign(p.claims(), jwk=STRANGER.jwk()),
    "its own address of keys": lambda p: STRANGER.sign(p.claims(), jku=f"{p.issuer}/evil"),
    "its own certificates": lambda p: STRANGER.sign(p.claims(), x5u=f"{p.issuer}/evil", x5c=["MIIB"]),
    "an unknown critical extension": lambda p: EC.sign(p.claims(), crit=["exp"], exp=NOW + 300),
    "a known critical extension": lambda p: EC.sign(p.claims(), b64=True, crit=["b64"]),
    "an empty critical extension": lambda p: EC.sign(p.claims(), crit=[]),
    "claims outside the token": lambda _: EC.sign(b"", b64=False),
    "claims outside the token, not said to be critical": lambda p: EC.sign(p.claims(), b64=False),
    "no key id": lambda p: STRANGER.sign(p.claims(), kid=None),
    "an unknown key id": lambda p: EC.sign(p.claims(), kid="unknown"),
    "a key id that is a path": lambda p: STRANGER.sign(p.claims(), kid="../../../../dev/null"),
    "a key id that is SQL": lambda p: STRANGER.sign(p.claims(), kid="x' UNION SELECT 'secret'; --"),
    "a key id that is a command": lambda p: STRANGER.sign(p.claims(), kid="|/bin/sleep 10"),
    "a key id with NUL": lambda p: STRANGER.sign(p.claims(), kid=f"{EC.kid}\0"),
    "a key id with a surrogate": lambda p: STRANGER.sign(p.claims(), kid="\ud800"),
    "a key id with line ends": lambda p: STRANGER.sign(p.claims(), kid="a\r\nINFO forged"),
    "a key id of 300 characters": lambda p: STRANGER.sign(p.claims(), kid="a" * 300),
    "a key id that is a number": lambda p: EC.sign(p.claims(), kid=1),
    "a key id that is a list": lambda p: EC.sign(p.claims(), kid=[EC.kid]),
    "another issuer": lambda p: EC.sign(p.claims(iss="https://evil.example")),
    "the issuer with a slash": lambda p: EC.sign(p.claims(iss=f"{p.issuer}/")),
    "the issuer in capitals": lambda p: EC.sign(p.claims(iss=p.issuer.upper())),
    "no issuer": lambda p: EC.sign(p.claims(iss=None)),
    "issuers": lambda p: EC.sign(p.claims(iss=[p.issuer])),
    "another audience": lambda p: EC.sign(p.claims(aud="https://lain.example.go.id")),
    "other audiences": lambda p: EC.sign(p.claims(aud=["https://lain.example.go.id", AUDIENCE + "/"])),
    "a part of the audience": lambda p: EC.sign(p.claims(aud=AUDIENCE[:-1])),
    "no audience": lambda p: EC.sign(p.claims(aud=None)),
    "an empty list of audiences": lambda p: EC.sign(p.claims(aud=[])),
    "an audience of another shape": lambda p: EC.sign(p.claims(aud={AUDIENCE: 1})),
    "audiences that are not all text": lambda p: EC.sign(p.claims(aud=[AUDIENCE, 1])),
    "no expiry": lambda p: EC.sign(p.claims(exp=None)),
    "bound to a key of its holder": lambda p: EC.sign(
        p.claims(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})
    ),
    "claims that are no object": lambda _: EC.sign(["sub", "siti"]),
    "claims that are no JSON": lambda _: EC.sign(b"{"),
    "claims that are no text": lambda _: EC.sign(b"\xff\xfe"),
    "deep claims": lambda _: EC.sign(b"[" * 9000),
    "a number of 5,000 digits": lambda _: EC.sign(b'{"exp":' + b"1" * 5000 + b"}"),
    "no JSON in the header": lambda p: f"{encoded(b'{')}.{encoded(p.claims())}.AAAA",
    "an array for a header": lambda p: f"{encoded(['ES256'])}.{encoded(p.claims())}.AAAA",
    "a deep header": lambda _: f"{encoded(b'[' * 9000)}.e30.AAAA",
    "nothing": lambda _: "",
    "dots": lambda _: "..",
    "one part": lambda _: "siti",
    "letters that are not ASCII": lambda p: EC.sign(p.claims())[:-1] + "é",
    "a surrogate": lambda p: EC.sign(p.claims())[:-1] + "\ud800",
    "NUL": lambda p: EC.sign(p.claims()) + "\0",
    "a space before": lambda p: " " + EC.sign(p.claims()),
    "a line end behind": lambda p: EC.sign(p.claims()) + "\n",
    "100 KB of nothing": lambda _: "a" * 100_000,
    "100 KB of dots": lambda _: "." * 100_000,
    "100 KB of a genuine token": lambda p: EC.sign(p.claims(padding="a" * 75_000)),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_or_unfit_token_is_refused(
    provider: IssuingProvider, verifier: TokenVerifier, caplog: pytest.LogCaptureFixture, forge: Forge
) -> None:
    token = forge(provider)
    with caplog.at_level(logging.DEBUG), pytest.raises(InvalidCredentials) as raised:
        await verifier.verify(token)
    assert (raised.value.errors, raised.value.facts) == ([], {})
    told = [record.getMessage() for record in caplog.records if record.name == "inovasi"]
    assert len(told) == 1
    # a word of ours about the reason, and so nothing of the token
    assert re.fullmatch(r"bearer token refused: [A-Za-z_]+", told[0])
    assert set(provider.asked) <= {DISCOVERY, JWKS}


async def test_every_signature_is_needed_whole(provider: IssuingProvider, verifier: TokenVerifier) -> None:
    for algorithm, key in KEYS.items():
        signed, _, signature = key.sign(provider.claims()).rpartition(".")
        middle = len(signature) // 2
        other = "A" if signature[middle] != "A" else "B"
        assert await refused(verifier, f"{signed}.{signature[:middle]}{other}{signature[middle + 1 :]}"), algorithm
        assert not await refused(verifier, f"{signed}.{signature}"), algorithm


async def test_a_token_may_be_for_several_audiences(provider: IssuingProvider, verifier: TokenVerifier) -> None:
    token = EC.sign(provider.claims(aud=["https://lain.example.go.id", AUDIENCE]))
    assert (await verifier.verify(token)).subject == "siti"


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        ({"exp": NOW - LEEWAY_SECONDS + 1}, True),
        ({"exp": NOW - LEEWAY_SECONDS}, False),
        ({"exp": NOW - LEEWAY_SECONDS - 1}, False),
        ({"exp": NOW - LEEWAY_SECONDS + 0.5}, True),
        ({"nbf": NOW + LEEWAY_SECONDS}, True),
        ({"nbf": NOW + LEEWAY_SECONDS + 1}, False),
        ({"iat": NOW + LEEWAY_SECONDS}, True),
        ({"iat": NOW + LEEWAY_SECONDS + 1}, False),
        ({"nbf": NOW + LEEWAY_SECONDS + 0.5}, False),
        ({"iat": None, "nbf": None}, True),
        ({"exp": 253_402_300_799}, True),
        ({"exp": 253_402_300_800}, False),
    ],
    ids=str,
)
async def test_a_token_is_in_force_between_its_times_give_or_take_ten_seconds(
    provider: IssuingProvider, verifier: TokenVerifier, claims: dict[str, Any], taken: bool
) -> None:
    assert LEEWAY_SECONDS == 10
    assert await refused(verifier, EC.sign(provider.claims(**claims))) is not taken


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", [str(NOW), True, [], {}, float("nan"), float("inf"), -float("inf"), -1, 10**400])
async def test_a_time_that_is_none_is_refused(
    provider: IssuingProvider, verifier: TokenVerifier, name: str, value: object
) -> None:
    assert await refused(verifier, EC.sign(provider.claims(**{name: value})))


async def test_a_token_of_16_kib_is_read_and_a_longer_one_is_not(
    provider: IssuingProvider, verifier: TokenVerifier
) -> None:
    def of_length(characters: int) -> str:
        # three bytes of claims are four characters: the header takes up what is left over
        for filling in ("", "a", "aa"):
            bare = len(EC.sign(provider.claims(padding=""), filling=filling))
            token = EC.sign(provider.claims(padding="a" * ((characters - bare) * 3 // 4)), filling=filling)
            if len(token) == characters:
                return token
        raise AssertionError

    assert not await refused(verifier, of_length(MOST_TOKEN_CHARACTERS))
    assert await refused(verifier, of_length(MOST_TOKEN_CHARACTERS + 1))


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/jwt", None])
async def test_access_tokens_of_any_provider_are_taken(
    provider: IssuingProvider, verifier: TokenVerifier, kind: str | None
) -> None:
    assert not await refused(verifier, EC.sign(provider.claims(), typ=kind))


@pytest.mark.parametrize("kind", ["logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", "", 1, ["JWT"], "jwt "])
async def test_other_signed_statements_are_no_credentials(
    provider: IssuingProvider, verifier: TokenVerifier, kind: object
) -> None:
    assert await refused(verifier, EC.sign(provider.claims(), typ=kind))


@pytest.mark.parametrize(
    "subject", ["a", "a" * 255, "Siti Nurhaliza", "auth0|5f7c", "üñí-令和", "'; DROP TABLE account"]
)
async def test_a_subject_is_printable_text(provider: IssuingProvider, verifier: TokenVerifier, subject: str) -> None:
    assert (await verifier.verify(EC.sign(provider.claims(sub=subject)))).subject == subject


@pytest.mark.parametrize(
    "subject",
    [None, "", "a" * 256, "a\0", "a\nb", "a\x1b[2J", "\ud800", "a\u202eb", "a\u200bb", 7, True, ["siti"], {"siti": 1}],
)
async def test_what_cannot_name_an_account_is_refused(
    provider: IssuingProvider, verifier: TokenVerifier, subject: object
) -> None:
    assert await refused(verifier, EC.sign(provider.claims(sub=subject)))


async def test_another_claim_may_name_the_account(provider: IssuingProvider) -> None:
    async with verifying(provider, oidc_account_claim="nip") as verifier:
        token = EC.sign(provider.claims(sub=None, nip="198501012010011001"))
        assert (await verifier.verify(token)).subject == "198501012010011001"
        assert await refused(verifier, EC.sign(provider.claims()))


@pytest.mark.parametrize(
    ("verified", "taken"), [(True, True), ("true", True), (None, True), (False, False), ("false", False), ([], False)]
)
async def test_an_email_that_the_provider_calls_unverified_is_nobodys(
    provider: IssuingProvider, verified: object, taken: bool
) -> None:
    async with verifying(provider, oidc_account_claim="email") as verifier:
        token = EC.sign(provider.claims(email="siti@medan.go.id", email_verified=verified))
        assert await refused(verifier, token) is not taken


async def test_only_the_configured_algorithms_are_taken(provider: IssuingProvider) -> None:
    async with verifying(provider, oidc_algorithms="RS256") as verifier:
        assert not await refused(verifier, RSA.sign(provider.claims()))
        assert await refused(verifier, EC.sign(provider.claims()))


async def test_a_sole_key_needs_no_id() -> None:
    async with issuing(EC) as provider, verifying(provider) as verifier:
        assert not await refused(verifier, EC.sign(provider.claims(), kid=None))
        assert await refused(verifier, STRANGER.sign(provider.claims(), kid=None))
        assert await refused(verifier, EC.sign(provider.claims(), kid=""))


async def test_a_change_of_key_is_followed() -> None:
    old, new = signing_key("old"), signing_key("new")
    async with issuing(old) as provider:
        elapsed = Clock()
        async with verifying(provider, elapsed=elapsed) as verifier:
            assert not await refused(verifier, old.sign(provider.claims()))
            provider.publish(new)
            elapsed.now += RETRY_SECONDS
            assert not await refused(verifier, new.sign(provider.claims()))
            assert await refused(verifier, old.sign(provider.claims()))


async def test_a_key_taken_away_is_refused_when_the_kept_ones_are_old() -> None:
    old, new = signing_key("old"), signing_key("new")
    async with issuing(old, new) as provider:
        elapsed = Clock()
        async with verifying(provider, elapsed=elapsed) as verifier:
            assert not await refused(verifier, old.sign(provider.claims()))
            provider.publish(new)
            elapsed.now += FRESH_SECONDS - 1
            assert not await refused(verifier, old.sign(provider.claims()))
            elapsed.now += 1
            assert await refused(verifier, old.sign(provider.claims()))
            assert not await refused(verifier, new.sign(provider.claims()))


async def test_while_the_provider_is_down_known_keys_serve_and_unknown_ones_are_refused() -> None:
    async with issuing(EC) as provider:
        elapsed = Clock()
        async with verifying(provider, elapsed=elapsed) as verifier:
            assert not await refused(verifier, EC.sign(provider.claims()))
            provider.break_down()
            elapsed.now += FRESH_SECONDS
            assert not await refused(verifier, EC.sign(provider.claims()))
            assert await refused(verifier, EC.sign(provider.claims(), kid="unknown"))


async def test_without_any_key_nobody_knows_whether_a_token_is_genuine() -> None:
    async with issuing(EC) as provider:
        provider.break_down()
        async with verifying(provider) as verifier:
            with pytest.raises(IdentityProviderUnavailable):
                await verifier.verify(EC.sign(provider.claims()))
            # what could not be genuine anyway is refused all the same
            assert await refused(verifier, unsigned(provider.claims(), "none"))


TOKENISH = st.text(max_size=60) | st.text(string.ascii_letters + string.digits + "-_.=", max_size=60)


@given(parts=st.lists(TOKENISH, max_size=4), joined=st.sampled_from([".", "", "=."]))
async def test_whatever_is_no_token_is_refused(verifier: TokenVerifier, parts: list[str], joined: str) -> None:
    assert await refused(verifier, joined.join(parts))


def test_without_an_issuer_there_is_nothing_to_verify() -> None:
    assert TokenVerifier.from_settings(Settings(_env_file=None, oidc_audience=AUDIENCE)) is None


def test_an_issuer_without_an_audience_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="OIDC_AUDIENCE"):
        TokenVerifier.from_settings(Settings(_env_file=None, oidc_issuer="https://sso.example.go.id"))
