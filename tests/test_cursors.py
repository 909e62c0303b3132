"""Pages and their cursors, over HTTP: what is refused, and that no row is lost or told twice."""

import httpx
import pytest

from app.core.paging import seal
from app.innovations.service import InnovationService
from tests import factories
from tests.asking import Asker, asker_of, errors_of
from tests.conftest import Fresh
from tests.walking import page_of, there_and_back

LISTS = (
    "/v1/innovations",
    "/v1/innovators",
    "/v1/agencies",
    "/v1/areas",
    "/v1/sources",
    "/v1/instruments",
    "/v1/rounds",
    "/v1/mandates",
    "/v1/coverage/agencies",
    "/v1/coverage/innovations",
    "/v1/coverage/ranking",
    "/v1/programmes",
    "/v1/programme-editions",
    "/v1/action-plans",
    "/v1/plan-aggregates",
    "/v1/needs",
    "/v1/needs/loop",
    "/v1/recognitions",
    "/v1/snapshots",
    "/v1/surveys",
    "/v1/survey-instruments",
    "/v1/statistics/innovations/items",
)


@pytest.fixture(scope="module")
async def ask(catalogue: httpx.AsyncClient) -> Asker:
    return await asker_of(catalogue)


async def test_cursors_that_this_list_did_not_give(ask: Asker) -> None:
    real = {path: (await page_of(ask.client, path, limit=1))["next"] for path in LISTS}
    assert all(real.values())
    # lists of what hangs on one record are tried where that is
    assert {operation.path for operation in ask.having("cursor") if operation.key is None} == set(LISTS)
    filtered = {
        "/v1/innovations": ("sort=name", "sort=oldest", "kind=digital", "q=e", "agency=sekretariat-dprd"),
        "/v1/innovators": ("role=inovator", "q=a", "agency=dpmptsp"),
        "/v1/agencies": ("kind=dinas", "as_of=2019-06-18", "external=false", "q=a", "parent=sekretariat-daerah"),
        "/v1/areas": ("level=kota", "parent=12.71", "q=medan"),
        "/v1/sources": ("kind=berita", "q=a"),
        "/v1/rounds": ("status=published", "instrument=kipp-2023"),
        "/v1/mandates": ("status=in_force", "innovation=si-surat"),
        "/v1/coverage/agencies": ("level=dinas_badan", "year=2021", "status=belum_ada", "with_units=true"),
        "/v1/coverage/innovations": ("level=dinas_badan", "year=2021", "agency=sekretariat-dprd"),
        "/v1/coverage/ranking": ("measure=kept_alive", "level=dinas_badan", "as_of=2021-12-31"),
        "/v1/needs": ("status=dijawab", "body=dprd", "agency=sekretariat-dprd", "innovation=e-surat"),
        "/v1/needs/loop": ("status=dijawab", "source=aspirasi_dprd", "as_of=2026-06-18"),
        "/v1/instruments": ("kind=weighted_form", "code=kipp", "on=2023-06-01"),
        "/v1/action-plans": ("edition=pelatihan-2023", "agency=dinas-sosial", "stage=drum_up", "status=berjalan"),
        "/v1/plan-aggregates": ("edition=seminar-action-plan-2017", "unnamed=true"),
        "/v1/programmes": ("kind=diklat", "organiser=bkpsdm"),
        "/v1/recognitions": ("year=2025", "award=iga_kota_medan", "recipient=agency", "agency=kecamatan-medan-denai"),
        "/v1/surveys": ("status=published", "agency=disdukcapil", "year=2026", "audience=masyarakat"),
        "/v1/snapshots": ("audience=public", "session_date=2026-12-03"),
        "/v1/survey-instruments": (),
        "/v1/statistics/innovations/items": ("agency=sekretariat-dprd", "cell=kind:digital", "as_of=2023-06-01"),
        "/v1/programme-editions": ("kind=seminar", "year=2019", "person=renward-parapat", "participant=dpmptsp"),
    }
    for path in LISTS:
        token = real[path]
        await ask(f"{path}?limit=3&with_total=true&cursor={token}", 200)
        damaged = ["abcdefgh1", "A" * 40, "A" * 3000, token[:-2], token[4:], token[::-1], token + "AAAA", "_" * 9]
        for wrong in (*damaged, *(token for other, token in real.items() if other != path)):
            await ask(f"{path}?cursor={wrong}", 400, "invalid_cursor", wrong)
        for wrong in (token + "=", f"{token[:6]}+/", "kursor baru", "A" * 3001, ""):
            answer = await ask(f"{path}?{httpx.QueryParams(cursor=wrong)}", 422, "invalid_request")
            assert {pointer for pointer, _ in errors_of(answer)} == {"query/cursor"}, (path, wrong)
        for condition in filtered[path]:
            await ask(f"{path}?{condition}&cursor={token}", 400, "invalid_cursor", token)


async def test_cursors_with_a_good_checksum_and_made_up_keys(ask: Asker) -> None:
    """The checksum keeps honest clients from mistakes; it does not keep anyone from writing a cursor."""
    belongs = {f"/v1/{name}": f"{name} []" for name in ("innovators", "agencies", "areas", "sources", "instruments")}
    belongs |= {"/v1/rounds": "rounds False []", "/v1/mandates": "mandates []", "/v1/programmes": "programmes []"}
    belongs |= {"/v1/needs": "needs []", "/v1/needs/loop": "need loop []"}
    belongs |= {"/v1/programme-editions": "editions []", "/v1/recognitions": "recognitions []"}
    belongs |= {"/v1/snapshots": "snapshots False []"}
    belongs |= {"/v1/surveys": "surveys []", "/v1/survey-instruments": "survey instruments []"}
    made_up = [b'[0,"x\\u0000","y"]', b'[0,"\\ud800","y"]', b"[0,1,2]", b"[0,[],{}]", b"[0,null,null]", b"[" * 1500]
    for path, listing in belongs.items():
        for payload in (
            *made_up,
            b"",
            b"\xff",
            b"[0]",
            b'[0,"a","b","c"]',
            b"[0,NaN]",
            b'[0,"\\udfff"]',
            b'[0,"\\u0000"]',
        ):
            await ask(f"{path}?cursor={seal(payload, listing)}", 400, "invalid_cursor")
    for sort in ("newest", "oldest", "updated", "name"):
        for payload in (
            b"",
            b"\0",
            b"\0" * 16,
            b"\0\xff\xff" + b"\0" * 16,
            b"\0" + b"\x7f" * 60,
            b"\1" + b"\xff" * 300,
        ):
            await ask(f"/v1/innovations?sort={sort}&cursor={seal(payload, sort)}", {200, 400})


ORDERS = ("newest", "oldest", "updated", "name")
FILTERS = (
    {},
    {"kind": "digital"},
    {"agency": "sekretariat-dprd"},
    {"agency": "sekretariat-dprd", "kind": "digital"},
    {"year": "2021", "form": "tidak_diketahui"},
    {"q": "e"},
    {"classification": "lan-medan-2017"},
    {"stage": "berhenti"},
)


async def test_pages_of_any_size_make_the_whole_list_in_both_directions(ask: Asker) -> None:
    sizes = ([1, 7, 2, 11], [5], [21, 3], [200])
    for sort in ORDERS:
        for filters in FILTERS:
            whole = await page_of(ask.client, "/v1/innovations", sort=sort, limit=200, with_total="true", **filters)
            ids = [item["id"] for item in whole["items"]]
            assert len(set(ids)) == len(ids) == whole["total"], (sort, filters)
            for limits in sizes:
                there, back = await there_and_back(ask.client, "/v1/innovations", limits, sort=sort, **filters)
                assert there == ids, (sort, filters, limits)
                assert back == ids, (sort, filters, limits)


async def test_a_cursor_outlives_its_row_and_rows_that_come_meanwhile(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        made = [await factories.innovation(session, f"Nama {number}") for number in range(6)]
        await InnovationService(session).publish(None)
    names = [f"Nama {number}" for number in range(6)]
    for sort, order in (("newest", names[::-1]), ("oldest", names), ("name", names)):
        first = await page_of(fresh.client, "/v1/innovations", sort=sort, limit=2)
        assert [item["name"] for item in first["items"]] == order[:2], sort
        async with fresh.committing() as session:
            gone = await session.get_one(type(made[0]), made[names.index(order[1])].id)
            gone.status = "archived"
            new = [await factories.innovation(session, name) for name in ("Nama 0 baru", "Zaman baru")]
            await InnovationService(session).publish([gone.id, *(one.id for one in new)])
        seen = []
        page = first
        while page["next"]:
            page = await page_of(fresh.client, "/v1/innovations", sort=sort, limit=2, cursor=page["next"])
            seen += [item["name"] for item in page["items"] if not item["name"].endswith("baru")]
        assert seen == order[2:], sort
        async with fresh.committing() as session:
            back = await session.get_one(type(made[0]), gone.id)
            back.status = "published"
            for one in new:
                (await session.get_one(type(one), one.id)).status = "archived"
            await InnovationService(session).publish(None)
