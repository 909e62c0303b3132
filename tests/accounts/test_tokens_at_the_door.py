"""Tokens of the provider through the door: whose they are, what they reach, and what is written down of them."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from app.core.settings import Settings
from app.models import Account, AuditEvent
from tests import factories, signing
from tests.accounts.issuing import AUDIENCE, IssuingProvider, issuing, signing_key
from tests.conftest import UNLIMITED, Fresh, client_of, running

ME = "/v1/me"
KEY = signing_key("pintu")


@pytest.fixture
async def provider() -> AsyncIterator[IssuingProvider]:
    async with issuing(KEY) as provider:
        yield provider


@asynccontextmanager
async def asked_with_tokens(fresh: Fresh, provider: IssuingProvider) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service that takes the provider's tokens, on the database of `fresh`."""
    settings = Settings(
        database_url=fresh.url,
        log_level="warning",
        oidc_issuer=provider.issuer,
        oidc_audience=AUDIENCE,
        **UNLIMITED,
    )
    async with running(settings) as app, client_of(app) as client:
        yield client


def bearer(provider: IssuingProvider, subject: str, **claims: Any) -> dict[str, str]:
    now = int(time.time())
    told = provider.claims(sub=subject, **({"iat": now, "exp": now + 300} | claims))
    return {"authorization": f"Bearer {KEY.sign(told)}"}


async def test_a_token_is_the_account_of_its_subject(fresh: Fresh, provider: IssuingProvider) -> None:
    async with fresh.committing() as session:
        own, other = await factories.agency(session, "Dinas Satu"), await factories.agency(session, "Dinas Dua")
        operator = await signing.account(session, "operator", agency_id=own.id, subject="siti")
    async with asked_with_tokens(fresh, provider) as client:
        siti = bearer(provider, "siti")
        me = (await client.get(ME, headers=siti)).json()
        assert (me["account_id"], me["via"], me["roles"]) == (str(operator.id), "token", ["operator"])
        made = await client.post("/v1/innovations", headers=siti, json={"name": "Antrean Daring"})
        assert made.status_code == 201
        elsewhere = {"name": "Antrean Lain", "agency": other.slug}
        assert (await client.post("/v1/innovations", headers=siti, json=elsewhere)).status_code == 403
    async with fresh.committing() as session:
        event = (await session.scalars(select(AuditEvent))).one()
        assert (event.account_id, event.via, event.credential) == (operator.id, "token", "siti")


async def test_a_genuine_token_of_nobody_here_is_told_so(fresh: Fresh, provider: IssuingProvider) -> None:
    async with fresh.committing() as session:
        account = await signing.account(session, "registrar", subject="siti")
    async with asked_with_tokens(fresh, provider) as client:
        stranger = await client.get(ME, headers=bearer(provider, "orang-lain"))
        assert (stranger.status_code, stranger.json()["code"]) == (403, "account_unknown")
        async with fresh.committing() as session:
            await session.execute(update(Account).where(Account.id == account.id).values(active=False))
        left = await client.get(ME, headers=bearer(provider, "siti"))
        assert (left.status_code, left.json()["code"]) == (403, "account_unknown")


async def test_what_is_no_token_for_this_service_is_refused(fresh: Fresh, provider: IssuingProvider) -> None:
    async with fresh.committing() as session:
        await signing.account(session, "registrar", subject="siti")
    async with asked_with_tokens(fresh, provider) as client:
        for wrong in ({"aud": "lain"}, {"exp": int(time.time()) - 60}, {"iss": "https://lain.example.go.id"}):
            answer = await client.get(ME, headers=bearer(provider, "siti", **wrong))
            assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials"), wrong
        assert (await client.get(ME, headers=bearer(provider, "siti"))).status_code == 200


async def test_without_a_provider_no_token_is_taken(fresh: Fresh, provider: IssuingProvider) -> None:
    async with fresh.committing() as session:
        await signing.account(session, "registrar", subject="siti")
    answer = await fresh.client.get(ME, headers=bearer(provider, "siti"))
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


async def test_a_provider_that_never_answered_is_a_503_and_reads_without_it_go_on(
    fresh: Fresh, provider: IssuingProvider
) -> None:
    provider.break_down()
    async with asked_with_tokens(fresh, provider) as client:
        answer = await client.get(ME, headers=bearer(provider, "siti"))
        assert (answer.status_code, answer.json()["code"]) == (503, "identity_provider_unavailable")
        assert answer.headers["retry-after"]
        assert (await client.get("/v1/innovations")).status_code == 200
