"""Registering and correcting innovations: every part of the record, and what is refused."""

from typing import Any

import pytest

from app.core.clock import today
from app.models.codes import RecordStatus
from tests import factories
from tests.innovations.keeping import Registry, errors_of, unknown_id, unlike

MARK = "rahasia7f3a"
PROSE = (
    "summary",
    "problem",
    "goal",
    "novelty",
    "how_it_works",
    "benefit",
    "result_before",
    "result_after",
)
# what a patch may say of one field, and how the record reads then
FIELDS: dict[str, tuple[Any, Any]] = {
    **{name: (f"  Isi {name}\nbaris kedua ", f"Isi {name}\nbaris kedua") for name in PROSE},
    "kind": ("digital", "digital"),
    "form": ("pelayanan_publik", "pelayanan_publik"),
    "initiator": ("asn", "asn"),
    "represents": (37, 37),
    "first_known_on": ("2019-06", "2019-06"),
    "first_known_by": ("kegiatan", "kegiatan"),
}
LISTS: dict[str, list[Any]] = {
    "aliases": [
        {"name": "Sistem  Surat", "kind": "kepanjangan", "note": "Dari spanduk."},
        {"name": "SS", "kind": "singkatan"},
    ],
    "stages": [
        {"stage": "inisiatif", "started_on": "2018", "evidence": "SK 12/2018"},
        {"stage": "uji_coba", "started_on": "2018-06"},
        {"stage": "penerapan", "started_on": "2019-01-31", "note": "Di seluruh kota."},
    ],
    "people": [
        {
            "person": "bayu-sogara",
            "role": "inovator",
            "agency": "dinas-kesehatan",
            "valid_from": "2018",
            "valid_to": "2019",
        },
        {"person": "bayu-sogara", "role": "mentor"},
        {"person": "citra-lestari", "role": "coach", "valid_from": "2019-02-01"},
        {"person": "citra-lestari", "role": "penguji"},
        {"person": "citra-lestari", "role": "anggota_tim"},
    ],
    "places": [
        {"area": "12.71.01"},
        {"name": "Balai Kota", "latitude": 3.589665, "longitude": 98.673826},
        {"area": "12.71", "name": "Seluruh kota"},
    ],
    "classifications": ["skema/satu", "skema/dua"],
    "legal_bases": [
        {"level": "perwal", "number": "28/2018", "title": "Tata naskah", "issued_on": "2018-05", "valid_from": "2018"},
        {"level": "uu", "valid_from": "2014", "valid_to": "2020-12-31"},
    ],
    "resources": [
        {"year": 2019, "budget_idr": 10**15, "people": 3, "rkpd_line": "5.03.01", "note": "Bersama pusat."},
        {"year": 2020, "budget_idr": 0},
    ],
}


def told(field: str, shown: list[dict[str, Any]]) -> list[Any]:
    """Return a list of a record as an input would tell it."""
    match field:
        case "people":
            return [
                part | {"person": part["person"]["slug"], "agency": part["agency"] and part["agency"]["slug"]}
                for part in shown
            ]
        case "places":
            return [place | {"area": place["area"] and place["area"]["code"]} for place in shown]
        case "classifications":
            return [f"{one['classification']}/{one['term']}" for one in shown]
        case _:
            return shown


def said(entry: Any) -> Any:
    """Return an entry without what it leaves open."""
    return {name: value for name, value in entry.items() if value is not None} if isinstance(entry, dict) else entry


def assert_reads(record: dict[str, Any], field: str, sent: list[Any]) -> None:
    expected = (
        [
            said({**entry, "name": " ".join(entry["name"].split())}) if "name" in said(entry) else said(entry)
            for entry in sent
        ]
        if field == "aliases"
        else [said(entry) for entry in sent]
    )
    assert [said(entry) for entry in told(field, record[field])] == expected


async def test_a_name_is_enough_to_register(registry: Registry) -> None:
    name = unlike()
    answer = await registry.operator.post("", {"name": f"  {name}\tDua "})
    receipt = answer.json()
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["location"] == f"https://inovasi.example.go.id/v1/innovations/{receipt['id']}"
    assert receipt == {
        "id": receipt["id"],
        "slug": f"{name.lower()}-dua",
        "name": f"{name} Dua",
        "status": "draft",
        "version": 1,
        "legal_actions": ["submit", "archive"],
        "similar": [],
    }
    record = await registry.operator.read(receipt["id"])
    assert record == await registry.operator.read(receipt["slug"])
    assert record["agency"]["slug"] == "dinas-perhubungan", "the operator's own agency"
    assert (record["kind"], record["form"], record["initiator"]) == ("tidak_diketahui",) * 3
    assert record["platform"] == {"relation": "tidak_diketahui", "name": None, "innovation": None}
    assert (record["represents"], record["stage"], record["published_at"]) == (1, "tidak_diketahui", None)
    assert [record[field] for field in (*PROSE, "first_known_on", "first_known_by")] == [None] * 10
    assert [record[field] for field in (*LISTS, "relations")] == [[]] * 8
    assert (await registry.public.get(f"/{receipt['id']}")).status_code == 404


async def test_everything_may_be_said_at_once(registry: Registry) -> None:
    other = await registry.published()
    platform = await registry.published()
    relations = [{"kind": "adapts", "innovation": other["id"], "note": "Dengan izin."}]
    body = {
        **{field: value for field, (value, _) in FIELDS.items()},
        **LISTS,
        "relations": relations,
        "platform": {"relation": "bagian_platform", "name": "Medan Satu", "innovation": platform["slug"]},
    }
    receipt = await registry.operator.create(**body)
    record = await registry.operator.read(receipt["id"])
    for field, (_, shown) in FIELDS.items():
        assert record[field] == shown, field
    for field, sent in LISTS.items():
        assert_reads(record, field, sent)
    assert record["stage"] == "penerapan"
    brief = {"id": other["id"], "slug": other["slug"], "name": other["name"]}
    assert record["relations"] == [
        {"kind": "adapts", "direction": "outgoing", "innovation": brief, "note": "Dengan izin."}
    ]
    assert record["platform"] == {
        "relation": "bagian_platform",
        "name": "Medan Satu",
        "innovation": {"id": platform["id"], "slug": platform["slug"], "name": platform["name"]},
    }
    (event,) = await registry.events(receipt["id"])
    assert event.action == "innovation.create"
    assert event.changes.keys() >= {"name", "status", "problem", *LISTS, "relations"}
    assert event.changes["first_known_on"] == [None, "2019-06"]
    assert event.changes["people"][1][0]["person"] == str(registry.person.id), "by id and not by name"
    assert "Bayu" not in str(event.changes)


async def test_the_registrar_registers_for_any_agency_or_none(registry: Registry) -> None:
    owned = await registry.registrar.create(agency="dinas-kesehatan")
    assert (await registry.other_operator.read(owned["id"]))["agency"]["name"] == "Dinas Kesehatan"
    assert (await registry.operator.get(f"/{owned['id']}")).status_code == 404
    nobody = await registry.registrar.create()
    assert (await registry.registrar.read(nobody["id"]))["agency"] is None
    for operator in (registry.operator, registry.other_operator):
        assert (await operator.get(f"/{nobody['id']}")).status_code == 404


@pytest.mark.parametrize("agency", ["dinas-kesehatan", None])
async def test_an_operator_registers_for_its_own_agency_alone(registry: Registry, agency: str | None) -> None:
    answer = await registry.operator.post("", {"name": unlike(), "agency": agency})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert errors_of(answer) == [("#/agency", "not_yours")]
    mine = await registry.operator.create(agency=str(registry.agency.id))
    assert (await registry.operator.update(mine["id"], {"agency": agency})).status_code == 403


@pytest.mark.parametrize("field", FIELDS)
async def test_a_patch_changes_what_it_says_and_nothing_else(registry: Registry, field: str) -> None:
    value, shown = FIELDS[field]
    made = await registry.operator.create()
    before = await registry.operator.read(made["id"])
    answer = await registry.operator.update(made["id"], {field: value})
    assert (answer.status_code, answer.headers["etag"], answer.json()["version"]) == (200, '"v2"', 2)
    after = await registry.operator.read(made["id"])
    assert after[field] == shown
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {field, "version", "updated_at"}
    event = await registry.last_event(made["id"])
    assert (event.action, event.changes) == ("innovation.update", {field: [before[field], shown]})


@pytest.mark.parametrize("field", LISTS)
async def test_a_list_is_replaced_whole(registry: Registry, field: str) -> None:
    sent = LISTS[field]
    made = await registry.operator.create()
    assert_reads(await registry.operator.corrected(made["id"], {field: sent}), field, sent)
    shorter = await registry.operator.corrected(made["id"], {field: sent[1:]})
    assert_reads(shorter, field, sent[1:])
    assert shorter["version"] == 3
    swapped = await registry.operator.corrected(made["id"], {"summary": "Lain"})
    assert_reads(swapped, field, sent[1:])
    assert (await registry.operator.corrected(made["id"], {field: []}))[field] == []
    assert [event.changes.keys() for event in await registry.events(made["id"])][1:] == [
        {field},
        {field},
        {"summary"},
        {field},
    ]


CLEARABLE = (*PROSE, "first_known_on", "first_known_by")


async def test_null_clears_what_can_be_empty(registry: Registry) -> None:
    made = await registry.operator.create(**{field: FIELDS[field][0] for field in CLEARABLE})
    record = await registry.operator.corrected(made["id"], dict.fromkeys(CLEARABLE))
    assert [record[field] for field in CLEARABLE] == [None] * len(CLEARABLE)
    owned = await registry.operator.create(platform={"relation": "tanpa_aplikasi"})
    assert (await registry.operator.corrected(owned["id"], {"platform": None}))["platform"]["relation"] == (
        "tidak_diketahui"
    )
    assert (await registry.registrar.corrected(owned["id"], {"agency": None}))["agency"] is None


REFUSED_NULLS = {
    "name": "null_refused",
    "slug": "null_refused",
    "kind": "unknown_code",
    "form": "unknown_code",
    "initiator": "unknown_code",
    "represents": "not_integer",
    **dict.fromkeys((*LISTS, "relations"), "not_list"),
}


@pytest.mark.parametrize("field", REFUSED_NULLS)
async def test_null_is_refused_where_something_must_stand(registry: Registry, field: str) -> None:
    made = await registry.operator.create()
    answer = await registry.operator.update(made["id"], {field: None})
    assert answer.status_code == 422
    assert errors_of(answer) == [(f"#/{field}", REFUSED_NULLS[field])]


async def test_a_patch_that_changes_nothing_leaves_no_trace(registry: Registry) -> None:
    made = await registry.operator.create(name=(name := unlike()), problem="Surat tercecer", **LISTS)
    before = await registry.operator.get(f"/{made['id']}")
    for body in (
        {},
        {"problem": "Surat tercecer"},
        {"name": name, "slug": made["slug"]},
        LISTS,
        {"kind": before.json()["kind"]},
    ):
        answer = await registry.operator.update(made["id"], body)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"v1"'), body
    after = await registry.operator.get(f"/{made['id']}")
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    assert len(await registry.events(made["id"])) == 1


READ_ONLY = (
    *("id", "status", "agency_id", "agency_name_then", "role", "roles", "version", "created_at", "updated_at"),
    *("published_at", "archived_at", "merged_into_id", "name_key", "problem_key", "remark", "stage", "ambiguities"),
    *("counts", "citations", "account_id", "legal_actions", "similar", "platform_id", "__proto__", "Name", "nama"),
)


@pytest.mark.parametrize("field", [*READ_ONLY, "slug"])
async def test_what_the_service_decides_cannot_be_assigned_on_registering(registry: Registry, field: str) -> None:
    answer = await registry.operator.post("", {"name": unlike(), field: MARK})
    assert answer.status_code == 422
    assert errors_of(answer) == [(f"#/{field}", "unknown")]
    assert MARK not in answer.text


async def test_what_the_service_decides_cannot_be_assigned_by_a_patch(registry: Registry) -> None:
    made = await registry.operator.create()
    answer = await registry.operator.update(made["id"], dict.fromkeys(READ_ONLY, MARK))
    assert answer.status_code == 422
    assert errors_of(answer) == [(f"#/{field}", "unknown") for field in READ_ONLY]
    assert MARK not in answer.text
    assert (await registry.operator.read(made["id"]))["version"] == 1


NESTED = {
    "aliases": [{"name": "A", "kind": "alias", "name_key": MARK}],
    "stages": [{"stage": "penerapan", "position": MARK}],
    "people": [{"person": "bayu-sogara", "role": "inovator", "id": MARK}],
    "places": [{"area": "12.71", "area_id": MARK}],
    "legal_bases": [{"level": "uu", "innovation_id": MARK}],
    "resources": [{"year": 2020, "currency": MARK}],
    "relations": [{"kind": "adapts", "innovation": "a", "direction": MARK}],
}


async def test_parts_take_no_unknown_names_either(registry: Registry) -> None:
    answer = await registry.operator.post(
        "", {"name": unlike(), **NESTED, "platform": {"relation": "aplikasi_baru", "platform_id": MARK}}
    )
    assert answer.status_code == 422
    pointers = {f"#/{field}/0/{list(parts[0])[-1]}" for field, parts in NESTED.items()}
    assert {pointer for pointer, code in errors_of(answer) if code == "unknown"} == {
        *pointers,
        "#/platform/platform_id",
    }
    assert MARK not in answer.text


UNKNOWN: list[tuple[dict[str, Any], list[str]]] = [
    ({"agency": "tidak-ada"}, ["#/agency"]),
    ({"platform": {"relation": "bagian_platform", "innovation": "tidak-ada"}}, ["#/platform/innovation"]),
    (
        {"people": [LISTS["people"][1], {"person": "tidak-ada", "role": "coach", "agency": "tidak-ada"}]},
        ["#/people/1/person", "#/people/1/agency"],
    ),
    ({"places": [{"area": "12.71"}, {"area": "12.72"}]}, ["#/places/1/area"]),
    ({"classifications": ["skema/satu", "skema/tiga", "lain/satu"]}, ["#/classifications/1", "#/classifications/2"]),
    (
        {"relations": [{"kind": kind, "innovation": "tidak-ada"} for kind in ("adapts", "part_of")]},
        ["#/relations/0/innovation", "#/relations/1/innovation"],
    ),
]


@pytest.mark.parametrize(("body", "pointers"), UNKNOWN)
async def test_a_reference_to_nothing_is_named_where_it_stands(
    registry: Registry, body: dict[str, Any], pointers: list[str]
) -> None:
    made = await registry.operator.create()
    for answer in (
        await registry.operator.post("", {"name": unlike(), **body}),
        await registry.operator.update(made["id"], body),
    ):
        assert answer.status_code == 422
        assert errors_of(answer) == [(pointer, "unknown_reference") for pointer in pointers]
        assert "tidak-ada" not in answer.text
    assert (await registry.operator.read(made["id"]))["version"] == 1


async def test_a_draft_of_another_agency_cannot_be_told_from_nothing(registry: Registry) -> None:
    hidden = await registry.other_operator.create()
    told_apart = set()
    for key in (hidden["id"], hidden["slug"], unknown_id(), "tidak-ada"):
        for body in (
            {"relations": [{"kind": "adapts", "innovation": key}]},
            {"platform": {"relation": "bagian_platform", "innovation": key}},
        ):
            answer = await registry.operator.post("", {"name": unlike(), **body})
            assert answer.status_code == 422
            told_apart.add(str(answer.json()["errors"]))
    assert len(told_apart) == 2, "one for each place"
    await registry.registrar.create(relations=[{"kind": "adapts", "innovation": hidden["id"]}])


async def test_whoever_keeps_a_draft_may_name_it_and_nobody_sees_it_through_that(registry: Registry) -> None:
    draft = await registry.operator.create()
    named = {
        "relations": [{"kind": "succeeds", "innovation": draft["slug"]}],
        "platform": {"relation": "bagian_platform", "name": "Induk", "innovation": draft["id"]},
    }
    made = await registry.published(**named)
    shown = (await registry.public.get(f"/{made['id']}")).json()
    assert shown["relations"] == []
    assert shown["platform"] == {"relation": "bagian_platform", "name": "Induk", "innovation": None}
    await registry.registrar.move(draft["id"], "submit", "verify", "publish")
    shown = (await registry.public.get(f"/{made['id']}")).json()
    assert [one["innovation"]["id"] for one in shown["relations"]] == [draft["id"]]
    assert shown["platform"]["innovation"]["id"] == draft["id"]


async def test_an_entry_that_repeats_another_is_named(registry: Registry) -> None:
    other = await registry.published()
    body = {
        "aliases": [{"name": "Satu", "kind": "alias"}, {"name": " Satu", "kind": "ejaan"}],
        "people": [
            {"person": "bayu-sogara", "role": "coach"},
            {"person": "bayu-sogara", "role": "mentor"},
            {"person": str(registry.person.id), "role": "coach"},
        ],
        "classifications": ["skema/satu", "skema/dua", "skema/satu"],
        "resources": [{"year": 2020}, {"year": 2020, "people": 2}],
        "relations": [
            {"kind": "adapts", "innovation": other["slug"]},
            {"kind": "part_of", "innovation": other["slug"]},
            {"kind": "adapts", "innovation": other["id"]},
        ],
    }
    answer = await registry.operator.post("", {"name": unlike(), **body})
    assert answer.status_code == 422
    assert errors_of(answer) == [
        (pointer, "repeated")
        for pointer in ("#/aliases/1", "#/people/2", "#/classifications/2", "#/resources/1", "#/relations/2")
    ]


async def test_a_record_is_neither_related_to_nor_part_of_itself(registry: Registry) -> None:
    made = await registry.operator.create()
    for body, pointer in (
        ({"relations": [{"kind": "adapts", "innovation": made["slug"]}]}, "#/relations/0/innovation"),
        ({"platform": {"relation": "bagian_platform", "innovation": made["id"]}}, "#/platform/innovation"),
    ):
        answer = await registry.operator.update(made["id"], body)
        assert answer.status_code == 422, answer.text
        assert errors_of(answer) == [(pointer, "itself")]


PLATFORMS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"relation": "aplikasi_baru"}, []),
    ({"relation": "tanpa_aplikasi"}, []),
    ({"relation": "tidak_diketahui"}, []),
    ({"relation": "bagian_platform", "name": "Medan Satu"}, []),
    ({"relation": "bagian_platform"}, [("#/platform", "platform_unnamed")]),
    ({"relation": "bagian_platform", "name": "  "}, [("#/platform/name", "too_short")]),
    ({"relation": "aplikasi_baru", "name": "Medan Satu"}, [("#/platform", "platform_unfit")]),
    ({"relation": "tanpa_aplikasi", "innovation": "x"}, [("#/platform", "platform_unfit")]),
    ({"relation": "aplikasi"}, [("#/platform/relation", "unknown_code")]),
    ({"name": "Medan Satu"}, [("#/platform/relation", "required")]),
    ({}, [("#/platform/relation", "required")]),
]


@pytest.mark.parametrize(("platform", "wrong"), PLATFORMS)
async def test_no_new_application_without_saying_of_which_it_is_part(
    registry: Registry, platform: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    answer = await registry.operator.post("", {"name": unlike(), "platform": platform})
    if wrong:
        assert (answer.status_code, errors_of(answer)) == (422, wrong)
    else:
        assert answer.status_code == 201
        shown = (await registry.operator.read(answer.json()["id"]))["platform"]
        assert shown == {"relation": platform["relation"], "name": platform.get("name"), "innovation": None}


WRONG_PARTS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "people",
        {"person": "bayu-sogara", "role": "coach", "valid_from": "2020", "valid_to": "2019"},
        "",
        "ends_before_begin",
    ),
    ("people", {"person": "bayu-sogara"}, "/role", "required"),
    ("people", {"person": "Bayu Sogara", "role": "coach"}, "/person", "invalid_form"),
    ("legal_bases", {"level": "uu", "valid_from": "2020-02", "valid_to": "2020-01-31"}, "", "ends_before_begin"),
    ("legal_bases", {"level": "perda", "issued_on": "2020-02-30"}, "/issued_on", "invalid_value"),
    ("places", {}, "", "nowhere"),
    ("places", {"latitude": 3.5}, "", "half_point"),
    ("places", {"area": "12.71", "longitude": 98.6}, "", "half_point"),
    ("places", {"latitude": 90.1, "longitude": 0}, "/latitude", "too_large"),
    ("places", {"latitude": 0, "longitude": -180.5}, "/longitude", "too_small"),
    ("places", {"area": "12.71.1"}, "/area", "invalid_form"),
    ("aliases", {"name": "…", "kind": "alias"}, "/name", "nameless"),
    ("aliases", {"name": "x" * 201, "kind": "alias"}, "/name", "too_long"),
    ("resources", {"year": 1989}, "/year", "too_small"),
    ("resources", {"year": 2101}, "/year", "too_large"),
    ("resources", {"year": 2020, "budget_idr": 10**15 + 1}, "/budget_idr", "too_large"),
    ("resources", {"year": 2020, "budget_idr": -1}, "/budget_idr", "too_small"),
    ("resources", {"year": 2020, "budget_idr": 1.5}, "/budget_idr", "not_integer"),
    ("resources", {"year": 2020, "people": 2**31}, "/people", "too_large"),
    ("relations", {"kind": "clones", "innovation": "x"}, "/kind", "unknown_code"),
    ("stages", {"stage": "selesai"}, "/stage", "unknown_code"),
    ("stages", {"stage": "penerapan", "started_on": "2019-13"}, "/started_on", "invalid_value"),
]


@pytest.mark.parametrize(("field", "part", "place", "code"), WRONG_PARTS)
async def test_a_part_that_makes_no_sense_is_refused_where_it_stands(
    registry: Registry, field: str, part: dict[str, Any], place: str, code: str
) -> None:
    answer = await registry.operator.post("", {"name": unlike(), field: [part]})
    assert (answer.status_code, errors_of(answer)) == (422, [(f"#/{field}/0{place}", code)])


async def test_stages_come_in_order_of_time_and_none_lies_ahead(registry: Registry) -> None:
    made = await registry.operator.create()
    backwards = {
        "stages": [{"stage": "penerapan", "started_on": "2019-06"}, {"stage": "berhenti", "started_on": "2019-05"}]
    }
    ahead = {"stages": [{"stage": "penerapan"}, {"stage": "berhenti", "started_on": str(today().year + 1)}]}
    for answer in (
        await registry.operator.post("", {"name": unlike(), **backwards}),
        await registry.operator.update(made["id"], backwards),
    ):
        assert (answer.status_code, errors_of(answer)) == (422, [("#/stages", "out_of_order")])
    for answer in (
        await registry.operator.post("", {"name": unlike(), **ahead}),
        await registry.operator.update(made["id"], ahead),
    ):
        assert (answer.status_code, errors_of(answer)) == (422, [("#/stages/1/started_on", "in_future")])
    undated = await registry.operator.corrected(
        made["id"], {"stages": [{"stage": "inisiatif"}, {"stage": "uji_coba", "started_on": today().isoformat()}]}
    )
    assert undated["stage"] == "uji_coba"


async def test_dates_may_stand_at_either_end_of_the_calendar(registry: Registry) -> None:
    body = {
        "first_known_on": "0001",
        "people": [{"person": "bayu-sogara", "role": "coach", "valid_from": "0001-01-01", "valid_to": "9999-12-31"}],
        "legal_bases": [{"level": "uu", "issued_on": "0001-01", "valid_from": "0001", "valid_to": "9999"}],
        "stages": [{"stage": "inisiatif", "started_on": "0001-01-01"}],
    }
    made = await registry.published(**body)
    record = (await registry.public.get(f"/{made['id']}")).json()
    assert record["first_known_on"] == "0001"
    assert [said(entry) for entry in record["legal_bases"]] == body["legal_bases"]
    for day in ("0001-01-01", "9999-12-31", today().isoformat()):
        assert (await registry.public.get(f"/{made['id']}?as_of={day}")).status_code in {200, 404}, day


async def test_a_stage_is_reported_when_it_is_entered(registry: Registry) -> None:
    made = await registry.published()
    first = await registry.operator.post(
        f"/{made['id']}/stages", {"stage": "uji_coba", "started_on": "2019"}, if_match="*"
    )
    assert (first.status_code, first.json()["version"]) == (200, made["version"] + 1)
    body = {"stage": "penerapan", "started_on": "2019-06", "evidence": "Berita acara 7"}
    answer = await registry.operator.post(f"/{made['id']}/stages", body, if_match=first.headers["etag"])
    assert answer.status_code == 200
    shown = (await registry.public.get(f"/{made['id']}")).json()
    assert shown["stage"] == "penerapan"
    assert [said(stage) for stage in shown["stages"]] == [{"stage": "uji_coba", "started_on": "2019"}, body]
    assert (await registry.last_event(made["id"])).action == "innovation.enter_stage"
    for wrong, code in (("2018", "out_of_order"), (str(today().year + 1), "in_future")):
        answer = await registry.operator.post(
            f"/{made['id']}/stages", {"stage": "berhenti", "started_on": wrong}, if_match="*"
        )
        assert (answer.status_code, errors_of(answer)) == (422, [("#/started_on", code)])
    assert len((await registry.operator.read(made["id"]))["stages"]) == 2


async def test_a_correction_of_a_public_record_is_public_at_once(registry: Registry) -> None:
    made = await registry.published()
    neighbour = await registry.published(relations=[{"kind": "adapts", "innovation": made["id"]}])
    name = unlike()
    answer = await registry.registrar.update(made["id"], {"name": name, "summary": "Baru"})
    assert answer.status_code == 200
    assert (await registry.public.get(f"/{made['id']}")).json()["summary"] == "Baru"
    assert (await registry.public.get(f"/{neighbour['id']}")).json()["relations"][0]["innovation"]["name"] == name
    assert [item["name"] for item in (await registry.public.get(f"?q={name}")).json()["items"]] == [name]


async def test_people_whom_everyone_may_see_can_be_named_and_others_only_by_who_keeps_them(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        for name in ("Orang Dinas Lain", "Orang Terbit"):
            (await factories.person(session, name)).agency_id = registry.other_agency.id
    made = await registry.other_operator.create(people=[{"person": "orang-terbit", "role": "coach"}])
    body = {"people": [{"person": slug, "role": "coach"} for slug in ("orang-dinas-lain", "orang-terbit")]}
    answer = await registry.operator.post("", {"name": unlike(), **body})
    assert errors_of(answer) == [(f"#/people/{index}/person", "unknown_reference") for index in (0, 1)]
    await registry.registrar.move(made["id"], "submit", "verify", "publish")
    answer = await registry.operator.post("", {"name": unlike(), **body})
    assert errors_of(answer) == [("#/people/0/person", "unknown_reference")]
    assert (await registry.other_operator.post("", {"name": unlike(), **body})).status_code == 201


async def test_messages_are_in_the_language_asked_for_and_repeat_no_value(registry: Registry) -> None:
    body = {
        "name": "…",
        "summary": f"{MARK}\x00",
        "kind": MARK,
        "represents": MARK,
        "first_known_on": MARK,
        "platform": MARK,
        "aliases": MARK,
        "stages": [{"stage": MARK}],
        "people": [{"person": MARK.upper(), "role": MARK}],
        "places": [{"area": MARK}],
        "classifications": [MARK],
        "resources": [{"year": MARK}],
        "relations": [{"kind": MARK, "innovation": f"{MARK}!"}],
        "legal_bases": [MARK],
    }
    answers = {language: await registry.operator.post("", body, accept_language=language) for language in ("id", "en")}
    spoken = {}
    for language, answer in answers.items():
        assert answer.status_code == 422
        assert MARK not in answer.text.lower()
        assert answer.headers["content-language"] == language
        problem = answer.json()
        assert {error["pointer"].split("/")[1] for error in problem["errors"]} == set(body)
        spoken[language] = {error["pointer"]: error["message"] for error in problem["errors"]}
        assert all("{" not in message for message in spoken[language].values())
    assert errors_of(answers["id"]) == errors_of(answers["en"])
    assert not set(spoken["id"].values()) & set(spoken["en"].values())


async def test_what_is_refused_leaves_nothing_behind(registry: Registry) -> None:
    made = await registry.published()
    before, counted = await registry.operator.read(made["id"]), await registry.count()
    wrong = {"summary": "Baru", "people": [{"person": "tidak-ada", "role": "coach"}]}
    assert (await registry.registrar.update(made["id"], wrong)).status_code == 422
    assert (await registry.operator.post("", {"name": unlike(), **wrong})).status_code == 422
    assert await registry.operator.read(made["id"]) == before
    assert await registry.count() == counted


@pytest.mark.parametrize("status", list(RecordStatus)[:-1])
async def test_how_much_may_be_changed_depends_on_status_and_role(registry: Registry, status: RecordStatus) -> None:
    made = await registry.made(status)
    claimed, running = {"summary": "Baru"}, {"resources": [{"year": 2021}]}
    by_operator = {
        RecordStatus.DRAFT: (200, 200),
        RecordStatus.RETURNED: (200, 200),
        RecordStatus.PUBLISHED: (409, 200),
    }.get(status, (409, 409))
    by_registrar = (409, 409) if status is RecordStatus.ARCHIVED else (200, 200)
    for keeper, expected in ((registry.operator, by_operator), (registry.registrar, by_registrar)):
        answers = [await keeper.update(made["id"], body) for body in (claimed, running)]
        assert tuple(answer.status_code for answer in answers) == expected
        for answer, field in zip(answers, ("summary", "resources"), strict=True):
            if answer.status_code == 409:
                problem = answer.json()
                assert (problem["code"], problem["record_status"]) == ("not_editable", status)
                assert errors_of(answer) == [(f"#/{field}", "not_editable")]
        assert (await keeper.update(made["id"], {})).status_code == 200, "nothing may be changed at any time"
