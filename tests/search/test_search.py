"""Searching over HTTP: what is found and why, where it stands, what facets count, and that any query is safe."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.core.settings import Settings
from app.innovations.schemas import InnovationItem
from app.innovations.service import InnovationService
from app.search.schemas import SearchResult
from app.search.statements import MOST_MATCHES
from tests import factories
from tests.asking import errors_of
from tests.conftest import UNLIMITED, Fresh, Server, client_of, name_of, new_database, running
from tests.privacy.desk import Desk, serving, set_up
from tests.privacy.withdrawing import NAME, conceal, furnish


async def ask(client: httpx.AsyncClient, q: str, **filters: Any) -> dict[str, Any]:
    answer = await client.get("/v1/search", params={"q": q, **filters})
    assert answer.status_code == 200, answer.text
    # what is put together by hand is as the document says
    assert SearchResult.model_validate_json(answer.text, extra="forbid")
    found: dict[str, Any] = answer.json()
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    return [item["innovation"]["slug"] for item in found["items"]]


async def test_a_hit_says_why_and_where(catalogue: httpx.AsyncClient) -> None:
    found = await ask(catalogue, "ijin apotik")
    assert slugs(found) == ["aladin"]
    hit = found["items"][0]
    assert {(one["field"], one["term"], one["how"], one["asked"]) for one in hit["matched"]} == {
        ("summary", "izin", "spelling", "ijin"),
        ("summary", "toko", "synonym", "apotik"),
        ("summary", "obat", "synonym", "apotik"),
        ("summary", "apotek", "spelling", "apotik"),
    }
    shown = hit["highlights"][0]
    assert [shown["text"][begin:end] for begin, end in shown["ranges"]] == ["izin", "toko", "obat", "apotek"]
    assert {(one["asked"], one["used"], one["how"]) for one in found["query"]["synonyms"]} >= {
        ("ijin", "izin", "spelling"),
        ("apotik", "apotek", "spelling"),
    }


async def test_ranges_mark_joined_names_and_cards_are_those_of_lists(catalogue: httpx.AsyncClient) -> None:
    hit = (await ask(catalogue, "EReses"))["items"][0]
    name = hit["highlights"][0]
    assert (name["field"], name["text"], name["ranges"]) == ("name", "E-RESES", [[0, 7]])
    listed = (await catalogue.get("/v1/innovations?q=e-reses")).json()["items"]
    assert [InnovationItem(**hit["innovation"])] == [InnovationItem(**item) for item in listed]


async def test_people_and_agencies_are_told_by_the_name_that_was_found(catalogue: httpx.AsyncClient) -> None:
    hit = (await ask(catalogue, "siregar"))["items"][0]
    assert ("person", "Siregar") in {(one["field"], one["term"]) for one in hit["matched"]}
    hit = (await ask(catalogue, "setwan"))["items"][0]
    assert ("agency", "Setwan") in {(one["field"], one["term"]) for one in hit["matched"]}


async def test_how_a_query_was_understood(catalogue: httpx.AsyncClient) -> None:
    query = (await ask(catalogue, 'bagaimana surt "surat masuk" -reklame'))["query"]
    assert (query["dropped"], query["phrases"], query["excluded"]) == (["bagaimana"], ["surat masuk"], ["reklame"])
    assert query["corrected"] == [{"asked": "surt", "used": ["surat"]}]
    assert (query["mode"], query["unknown"]) == ("all", [])
    assert (await ask(catalogue, "toko obat murah"))["query"]["mode"] == "most"
    assert (await ask(catalogue, "yang di dan"))["query"]["mode"] == "nothing"
    assert (await ask(catalogue, "zzzxxy"))["query"]["unknown"] == ["zzzxxy"]


async def test_facets_count_what_their_choice_would_leave(catalogue: httpx.AsyncClient) -> None:
    plain = await ask(catalogue, "dprd", limit=50)
    kinds = {one["code"]: one["count"] for one in plain["facets"]["kind"]}
    assert kinds == {"digital": 17, "non_digital": 5}
    assert Counter(item["innovation"]["kind"] for item in plain["items"]) == kinds
    assert {one["label"]["en"] for one in plain["facets"]["kind"]} == {"Digital", "Non-digital"}
    digital = await ask(catalogue, "dprd", kind="digital", limit=50)
    assert (digital["total"], len(digital["items"])) == (17, 17)
    # the choice itself does not narrow its own facet, and narrows the others
    assert digital["facets"]["kind"] == plain["facets"]["kind"]
    assert [(one["code"], one["count"]) for one in digital["facets"]["agency"]] == [("sekretariat-dprd", 17)]
    both = await ask(catalogue, "dprd", kind="digital", agency="sekretariat-dprd", year="2021")
    assert both["total"] == 17
    for name in ("agency", "kind", "stage", "year"):
        for one in both["facets"][name]:
            filters = {"kind": "digital", "agency": "sekretariat-dprd", "year": "2021", name: one["code"]}
            assert (await ask(catalogue, "dprd", **filters))["total"] == one["count"], (name, one)


async def test_clusters_and_areas_are_facets(catalogue: httpx.AsyncClient) -> None:
    found = await ask(catalogue, "kearsipan")
    assert "lan-medan-2017/kearsipan" in {one["code"] for one in found["facets"]["cluster"]}
    assert found["facets"]["urusan"] == []
    narrowed = await ask(catalogue, "kearsipan", classification="lan-medan-2017/kearsipan")
    assert slugs(narrowed) == ["hasil-diklat-2017"]
    areas = (await ask(catalogue, "jumat berkah", area="12.71"))["facets"]["area"]
    assert [(one["code"], one["label"]["id"], one["count"]) for one in areas] == [("12.71", "Kota Medan", 1)]


async def test_pages_hold_each_match_once(catalogue: httpx.AsyncClient) -> None:
    whole = slugs(await ask(catalogue, "dprd", limit=50))
    paged, skip = [], 0
    while skip is not None:
        page = await ask(catalogue, "dprd", limit=5, skip=skip)
        assert (page["total"], page["skip"]) == (22, skip)
        paged, skip = paged + slugs(page), page["next_skip"]
    assert paged == whole
    beyond = await ask(catalogue, "dprd", skip=999)
    assert (beyond["items"], beyond["total"], beyond["next_skip"]) == ([], 22, None)
    assert beyond["facets"]["kind"]


async def test_filters_that_name_nothing_are_refused(catalogue: httpx.AsyncClient) -> None:
    for name, value in (("agency", "tidak-ada"), ("area", "99.99"), ("classification", "tidak/ada")):
        answer = await catalogue.get("/v1/search", params={"q": "dprd", name: value})
        assert (answer.status_code, errors_of(answer)) == (422, {(f"query/{name}", "unknown_reference")})


async def test_a_search_takes_three_statements(server: Server, furnished: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with new_database(server, name_of(furnished)) as url:
        app_settings = Settings(database_url=url, log_level="warning", **UNLIMITED)
        async with running(app_settings) as app, client_of(app) as client:
            seen: list[str] = []
            database = app.state.database
            event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
            read = database.reader.fetch

            async def fetch(sql: str, *values: object) -> Any:
                seen.append(sql)
                return await read(sql, *values)

            monkeypatch.setattr(database.reader, "fetch", fetch)
            for q, most in (("surat masuk", 2), ("dprd", 2), ("toko obat murah", 2), ("surat reklame", 3)):
                seen.clear()
                await ask(client, q, limit=50)
                assert len(seen) == most, (q, seen)
            seen.clear()
            await client.get("/v1/suggestions?q=verilon")
            assert len(seen) == 2
            seen.clear()
            await client.get("/v1/innovations/si-surat/similar")
            assert len(seen) == 3


@pytest.mark.parametrize(
    "q",
    [
        *("a", "%", "_", "\\", "'", '"', '""', '"""', "-", "- -", "--", '-"a', "a & b | !c <-> d:*", "NOT (a)", ":*"),
        *(
            "🍕🍕",
            "مرحبا بالعالم",
            "\u202eabc\u202c",
            "שלום",
            "漢字 検索",
            "a\u0301\u0301",
            "ﬁﬁ ½ ①",
            "\u00ad",
            "'||1--",
        ),
        " ".join(f"kata{number}" for number in range(200)),
        "surat " * 300,
        "a" * 2000,
        "izin-" * 300,
    ],
)
async def test_any_text_is_safe(catalogue: httpx.AsyncClient, q: str) -> None:
    await ask(catalogue, q)
    assert (await catalogue.get("/v1/suggestions", params={"q": q[:100]})).status_code == 200


async def test_what_no_text_is_is_refused(catalogue: httpx.AsyncClient) -> None:
    for q, code in (("", "too_short"), ("surat\x00masuk", "control_character"), ("a" * 2001, "too_long")):
        answer = await catalogue.get("/v1/search", params={"q": q})
        assert answer.status_code == 422, answer.text
        assert errors_of(answer) == {("query/q", code)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(min_size=1, max_size=60) | st.from_regex(r"[\"'\-&|!<>:*()a-z ]{1,40}", fullmatch=True))
async def test_no_query_fails(catalogue: httpx.AsyncClient, q: str) -> None:
    answer = await catalogue.get("/v1/search", params={"q": q.encode("utf-8", "ignore").decode()})
    assert answer.status_code in {200, 422}, (q, answer.text)


async def test_drafts_and_archived_records_are_not_found(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        shown = await factories.innovation(session, name="Lumbung Kata")
        hidden = await factories.innovation(session, name="Lumbung Rahasia", status="draft")
        await InnovationService(session).publish([shown.id, hidden.id])
    assert slugs(await ask(fresh.client, "lumbung")) == [shown.slug]
    assert (await ask(fresh.client, "rahasia"))["query"]["unknown"] == ["rahasia"]
    assert (await ask(fresh.client, "rahasla"))["query"]["corrected"] == []
    async with fresh.committing() as session:
        session.add(shown)
        shown.status, shown.archived_at = "archived", shown.published_at
        await session.flush()
        await InnovationService(session).publish([shown.id])
    assert slugs(await ask(fresh.client, "lumbung")) == []
    # the vocabulary still has the word, and it leads nowhere
    assert (await ask(fresh.client, "lumbunk"))["query"]["corrected"] == []
    assert (await fresh.client.get("/v1/suggestions?q=lum")).json()["items"] == []


async def test_totals_are_capped_and_say_so(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        made = [await factories.innovation(session, name=f"Gerobak {number}") for number in range(MOST_MATCHES + 5)]
        await InnovationService(session).publish([one.id for one in made])
    found = await ask(fresh.client, "gerobak", limit=1)
    assert (found["total"], found["total_is_exact"], found["next_skip"]) == (MOST_MATCHES, False, 1)
    assert found["facets"]["kind"][0]["count"] == MOST_MATCHES
    last = await ask(fresh.client, "gerobak", limit=50, skip=980)
    assert (len(last["items"]), last["next_skip"]) == (20, None)
    assert (await ask(fresh.client, "gerobak 7"))["items"][0]["innovation"]["name"] == "Gerobak 7"


@pytest.fixture
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with serving(server, migrated) as fresh:
        yield await set_up(fresh)


async def test_a_withdrawn_name_finds_nothing(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        await furnish(desk, session)
    assert (await ask(desk.fresh.client, NAME))["total"] > 0
    await conceal(desk)
    for q in (NAME, *NAME.split(), "bayuu", "sogra", f'"{NAME}"', "dirahasiakan", f"bayu {desk.own.slug}"):
        found = await ask(desk.fresh.client, q)
        assert found["items"] == [], (q, found["query"])
        assert found["query"]["corrected"] == []
    for typed in ("b", "bay", "sog", "bayuu sogara"):
        assert (await desk.fresh.client.get("/v1/suggestions", params={"q": typed})).json()["items"] == []
    for key in ("verolin", "kedua"):
        assert "ogara" not in (await desk.fresh.client.get(f"/v1/innovations/{key}/similar")).text


async def test_similar_innovations_say_what_they_share(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get("/v1/innovations/si-surat/similar")
    first = answer.json()["items"][0]
    assert first["innovation"]["slug"] == "e-surat"
    assert (first["shared_words"], "relation" in first["reasons"]) == (["surat"], True)
    assert first["relations"] == [{"kind": "possibly_same_as", "direction": "incoming"}]
    alike = (await catalogue.get("/v1/innovations/sitancap/similar")).json()["items"]
    assert {"sibisa", "seraton"} >= {one["innovation"]["slug"] for one in alike[:2]}
    assert "kependudukan" in alike[0]["shared_words"]
    assert all(one["innovation"]["slug"] != "sitancap" for one in alike)
    assert (await catalogue.get("/v1/innovations/tidak-ada/similar")).status_code == 404


async def test_suggestions_lead_to_what_they_name(catalogue: httpx.AsyncClient) -> None:
    kinds = set()
    for typed in ("ver", "mercy", "ereses", "dinas kep", "bayu", "kearsip", "verilon", "B"):
        items = (await catalogue.get("/v1/suggestions", params={"q": typed})).json()["items"]
        assert 0 < len(items) <= 10, typed
        for one in items:
            kinds.add(one["kind"])
            path = one["link"].removeprefix("https://inovasi.example.go.id")
            assert (await catalogue.get(path)).status_code == 200, one
    assert kinds == {"innovation", "alias", "agency", "person", "term", "correction"}
