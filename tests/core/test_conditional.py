"""A change is about the version that its writer has seen, or it is not made."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.conditional import Condition, read_condition, version_tag
from app.core.refusals import PreconditionFailed, PreconditionRequired
from tests.conftest import Server
from tests.innovations.keeping import REASON, Registry, errors_of, furnished, served, unknown_id

ACTIONS = {
    "stages": {"stage": "penerapan"},
    "submit": {},
    "return": REASON,
    "verify": {},
    "publish": {},
    "archive": REASON,
    "merge": {"into": "tidak-ada", "reason": "x"},
    "decide": {"other": "tidak-ada", "verdict": "distinct", "note": "x"},
}


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated) as fresh:
        yield await furnished(fresh)


async def met(header: str, version: int = 3) -> bool:
    """Whether a header lets a change of a record of this version through."""
    condition = await read_condition(header)
    try:
        condition.check([version_tag(version)])
    except PreconditionFailed:
        return False
    return True


FITTING = (
    '"v3"',
    '"v3-0a1b2c"',
    '"v3-r42"',
    "*",
    ' "v3" ',
    '"v2", "v3"',
    '"v3","x"',
    'W/"v3","v3"',
    '"a", "v3-9f", W/"b"',
)
UNFIT = (
    *(
        '"v2"',
        '"v4"',
        '"v33"',
        '"v3',
        "v3",
        "'v3'",
        '"V3"',
        '"v03"',
        '"v 3"',
        '" v3"',
        '"v3 "',
        '"v3-"',
        '"v3-a b"',
        '"v3"x',
    ),
    *(
        'W/"v3"',
        'w/"v3"',
        'W/"v3-0a1b2c"',
        "",
        ",",
        '""',
        '"*"',
        "W/*",
        '"x", *',
        "* *",
        '*, "v2"',
        "null",
        '"v3-r42"r',
        "3",
    ),
    *(
        '"v3\x00"',
        '"v\N{ARABIC-INDIC DIGIT THREE}"',
        '"r3"',
        '"v3-\N{LATIN SMALL LETTER E WITH ACUTE}"',
        "\\",
        '"v3;v4"',
        '"v3" "v3"',
    ),
)


@pytest.mark.parametrize("header", FITTING)
async def test_tags_that_name_the_version(header: str) -> None:
    assert await met(header)


@pytest.mark.parametrize("header", UNFIT)
async def test_tags_that_do_not_name_the_version(header: str) -> None:
    assert not await met(header)


@given(header=st.text(st.characters(max_codepoint=255), max_size=40), version=st.integers(1, 10**6))
async def test_no_header_is_a_fault_and_only_the_version_lets_a_change_through(header: str, version: int) -> None:
    if await met(header, version):
        assert str(version) in header or header.strip() == "*"


async def test_without_a_header_the_present_tag_is_told() -> None:
    with pytest.raises(PreconditionRequired) as refused:
        (await read_condition(None)).check(['"v7"', '"other"'])
    assert refused.value.headers == {"etag": '"v7"'}
    assert Condition(frozenset({"*"})).check(['"v7"']) is None


async def test_every_change_of_a_record_asks_for_the_version(registry: Registry) -> None:
    made = await registry.operator.create()
    asked = [
        await registry.registrar.patch(f"/{made['id']}", {"summary": "x"}),
        await registry.registrar.patch(f"/{made['id']}", {}),
    ]
    asked += [await registry.registrar.post(f"/{made['id']}/{action}", body) for action, body in ACTIONS.items()]
    for answer in asked:
        assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required"), answer.request.url
        assert answer.headers["etag"] == '"v1"'
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await registry.operator.read(made["id"]))["version"] == 1


async def test_a_change_of_a_version_that_is_gone_is_refused(registry: Registry) -> None:
    made = await registry.operator.create()
    await registry.operator.corrected(made["id"], {"summary": "Dua"})
    told = [await registry.registrar.patch(f"/{made['id']}", body, if_match='"v1"') for body in ({"summary": "x"}, {})]
    told += [
        await registry.registrar.post(f"/{made['id']}/{one}", body, if_match='"v1"') for one, body in ACTIONS.items()
    ]
    for answer in told:
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed"), answer.request.url
        assert answer.headers["etag"] == '"v2"'
    assert (await registry.operator.read(made["id"]))["version"] == 2
    repaired = await registry.operator.patch(f"/{made['id']}", {"summary": "x"}, if_match=told[0].headers["etag"])
    assert (repaired.status_code, repaired.headers["etag"]) == (200, '"v3"')


async def test_whatever_tag_a_keeper_reads_serves_for_the_next_change(registry: Registry) -> None:
    made = await registry.operator.create()
    for action in (None, "submit", "verify", "publish", None, "return"):
        read = await registry.registrar.get(f"/{made['id']}")
        tag = read.headers["etag"]
        assert tag.startswith(f'"v{read.json()["version"]}-')
        body = {"summary": f"Sesudah {tag}"}
        if action is None:
            answer = await registry.registrar.patch(f"/{made['slug']}", body, if_match=tag)
        else:
            answer = await registry.registrar.post(f"/{made['id']}/{action}", REASON, if_match=tag)
        assert answer.status_code == 200, answer.text
        assert (await registry.registrar.patch(f"/{made['id']}", body, if_match=tag)).status_code == 412, "once"


async def test_a_tag_of_the_public_names_no_version(registry: Registry) -> None:
    made = await registry.published()
    tag = (await registry.public.get(f"/{made['id']}")).headers["etag"]
    answer = await registry.registrar.patch(f"/{made['id']}", {"summary": "x"}, if_match=tag)
    assert (answer.status_code, answer.headers["etag"]) == (412, f'"v{made["version"]}"')


@pytest.mark.parametrize("published", [False, True])
async def test_of_many_who_change_one_version_at_once_one_does(registry: Registry, published: bool) -> None:
    made = await (registry.published() if published else registry.operator.create())
    tag = f'"v{made["version"]}"'
    answers = await asyncio.gather(
        *(registry.registrar.patch(f"/{made['id']}", {"summary": f"Dari {index}"}, if_match=tag) for index in range(8)),
        *(registry.registrar.post(f"/{made['id']}/stages", {"stage": "penerapan"}, if_match=tag) for _ in range(4)),
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 11]
    assert {answer.headers["etag"] for answer in answers} == {f'"v{made["version"] + 1}"'}
    assert (await registry.operator.read(made["id"]))["version"] == made["version"] + 1


async def test_what_is_not_there_needs_no_version(registry: Registry) -> None:
    hidden = await registry.other_operator.create()
    for key in (unknown_id(), "tidak-ada", hidden["id"]):
        for headers in ({}, {"if_match": '"v9"'}):
            answer = await registry.operator.patch(f"/{key}", {"summary": "x"}, **headers)
            assert answer.status_code == 404
            assert "etag" not in answer.headers


async def test_the_version_is_asked_for_before_the_rest_is_judged(registry: Registry) -> None:
    made = await registry.published()
    for body in ({"agency": "tidak-ada"}, {"summary": "x"}):
        assert (await registry.operator.patch(f"/{made['id']}", body)).status_code == 428
        assert (await registry.operator.patch(f"/{made['id']}", body, if_match='"v1"')).status_code == 412
    assert (await registry.operator.post(f"/{made['id']}/submit")).status_code == 428


async def test_a_header_of_any_length_is_an_answer(registry: Registry) -> None:
    made = await registry.operator.create()
    answer = await registry.operator.patch(f"/{made['id']}", {}, if_match=", ".join(['"x"'] * 400))
    assert (answer.status_code, errors_of(answer)) == (422, [("header/if-match", "too_long")])
    answer = await registry.operator.patch(f"/{made['id']}", {}, if_match="x" * 20_000)
    assert answer.status_code == 431
