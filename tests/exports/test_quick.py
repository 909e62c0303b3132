"""The quick way to the cards of innovations tells what the pages of their list tell, byte for byte."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.core.clock import today
from app.exports import walking
from app.innovations.service import InnovationService
from app.models import InnovationCard
from tests import factories
from tests.conftest import Fresh

ODD = '"; =1+1 \\ \\n \u2028 é \U0001f600 </script> }\t{"a":1}\n-5'
QUERIES = (
    "",
    "sort=name",
    "sort=oldest",
    "sort=updated",
    "kind=digital",
    "agency=dinas-contoh",
    "agency=dinas-contoh&sort=name&kind=digital",
    "q=nama 1",
    "q=%3F",
    "year=1990",
    "external=true",
    "status=published",
)


async def furnish(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        owner = await factories.agency(session, "Dinas Contoh")
        for number in range(230):
            facts = {"agency_id": owner.id} if number % 3 == 0 else {}
            kind = "digital" if number % 2 else "non_digital"
            await factories.innovation(session, f"Nama {number}", summary=f"{ODD}{number}", kind=kind, **facts)
        await InnovationService(session).publish(None)
        signs = [today() - timedelta(days) for days in (900, 170, 3)]
        for count in (1, 2, 3):
            cards = update(InnovationCard).where(InnovationCard.name_key.endswith(str(count)))
            await session.execute(cards.values(used_signs=signs[:count]))


async def test_each_format_is_the_same_the_quick_way(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    await furnish(fresh)
    for query in QUERIES:
        for form in ("ndjson", "csv"):
            quick = await fresh.client.get(f"/v1/innovations.{form}?{query}")
            assert quick.status_code == 200, quick.text
            with monkeypatch.context() as patched:
                patched.setattr(walking, "quick_way_of", lambda _: None)
                slow = await fresh.client.get(f"/v1/innovations.{form}?{query}")
            assert quick.content == slow.content, (query, form)
    whole = (await fresh.client.get("/v1/innovations.ndjson")).content.decode().removesuffix("\n").split("\n")
    assert len(whole) == 230
    assert {line.rpartition('"used_by":')[2] for line in whole} >= {"0}", "1}", "2}"}


async def test_what_the_list_refuses_the_quick_way_refuses(fresh: Fresh) -> None:
    for query, status in (("agency=tidak-ada", 422), ("status=draft", 403), ("innovator=tidak-ada", 422)):
        assert (await fresh.client.get(f"/v1/innovations.ndjson?{query}")).status_code == status, query
