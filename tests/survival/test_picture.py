"""The picture of a survival curve: well-formed, and with the figures of the answer."""

import json
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from app.core.errors import Language
from app.survival.chart import BOTTOM, LEFT, RIGHT, TOP, number, percent
from tests.conftest import Fresh
from tests.survival.city import AS_OF

SVG = "{http://www.w3.org/2000/svg}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


async def picture(city: Fresh, **query: str) -> httpx.Response:
    answer = await city.client.get("/v1/survival.svg", params={"year": "2019", "as_of": AS_OF, **query})
    assert answer.status_code == 200, answer.text
    return answer


async def drawn(city: Fresh, **query: str) -> ET.Element:
    return ET.fromstring((await picture(city, **query)).content)  # noqa: S314 - our own


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def told(root: ET.Element, name: str) -> str:
    found = root.find(f"{SVG}{name}")
    assert found is not None
    return found.text or ""


def corners(path: str) -> list[tuple[str, str]]:
    """Return the corners of a path of steps."""
    start, *steps = re.findall(r"[MHVL][\d.\- ]+", path)
    x, y = start[1:].split()
    found = [(x, y)]
    for step in steps:
        x, y = (step[1:], y) if step[0] == "H" else (x, step[1:])
        found.append((x, y))
    return found


async def test_it_is_a_picture_with_a_strong_tag(city: Fresh) -> None:
    answer = await picture(city)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-language"] == "id"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["cache-control"] == "public, no-cache"
    tag = answer.headers["etag"]
    assert tag.startswith('"')
    params = {"year": "2019", "as_of": AS_OF}
    again = await city.client.get("/v1/survival.svg", params=params, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize("accept", ["image/svg+xml", "image/avif,image/*;q=0.8", "*/*", "application/problem+json"])
async def test_whoever_accepts_pictures_gets_it(city: Fresh, accept: str) -> None:
    params = {"year": "2019"}
    answer = await city.client.get("/v1/survival.svg", params=params, headers={"accept": accept})
    assert answer.status_code == 200
    wrong = await city.client.get("/v1/survival.svg", params=params, headers={"accept": "application/json"})
    assert (wrong.status_code, wrong.json()["media_type"]) == (406, "image/svg+xml")


async def test_it_tells_the_figures_of_the_answer(city: Fresh) -> None:
    for query in ({}, {"agency": "dinas-baru", "kind": "digital", "replicas": "true"}, {"year": "1999"}):
        asked = {"year": "2019", "as_of": AS_OF, **query}
        answer = (await city.client.get("/v1/survival", params=asked)).json()
        root = await drawn(city, **query)
        assert json.loads(told(root, "metadata")) == answer
        assert answer["definition"]["id"] in told(root, "desc")


async def test_the_curve_goes_where_the_figures_say(city: Fresh) -> None:
    answer = (await city.client.get("/v1/survival", params={"year": "2019", "as_of": AS_OF})).json()
    root = await drawn(city)
    curve = next(one for one in root.iter(f"{SVG}path") if one.get("stroke-width") == "2.5")
    steps = corners(curve.get("d", ""))
    # 2737 days are 7.5 years, so the axis ends at eight
    across = Decimal(RIGHT - LEFT) / (8 * Decimal("365.25"))
    wanted = {
        (f"{LEFT + point['days'] * across:.2f}", f"{BOTTOM - Decimal(point['survival']) * (BOTTOM - TOP):.2f}")
        for point in answer["points"]
    }
    assert wanted <= set(steps)
    assert steps[0] == (f"{LEFT:.2f}", f"{TOP:.2f}")
    assert {"7", "8", "100%", "75%"} <= set(texts(root))
    marks = [one for one in root.iter(f"{SVG}path") if one.get("d", "").endswith("m0 -6v12")]
    assert len(marks) == sum(point["censored"] > 0 for point in answer["points"]) == 4


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "id",
            [
                "Setelah 1 tahun",
                "83,3%",
                "selang 58,3\N{EN DASH}100%",
                "7 inovasi, 3 berhenti atau vakum, 4 tersensor, per 30 Juni 2026",
            ],
        ),
        (
            "en",
            [
                "After 1 year",
                "83.3%",
                "interval 58.3\N{EN DASH}100%",
                "7 innovations, 3 stopped or dormant, 4 censored, as of 30 June 2026",
            ],
        ),
    ],
)
async def test_it_speaks_two_languages(city: Fresh, lang: str, words: list[str]) -> None:
    root = await drawn(city, lang=lang)
    assert (root.get("lang"), root.get(LANG), root.get("role")) == (lang, lang, "img")
    assert set(words) <= set(texts(root))
    assert words[3] in told(root, "desc")
    labelled = {one.get("id") for one in root if one.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert set(root.get("aria-labelledby", "").split()) == labelled
    assert told(root, "title").endswith(" 2019")


async def test_a_cohort_without_anybody_is_drawn_as_that(city: Fresh) -> None:
    root = await drawn(city, year="1999", lang="en")
    assert "There is no innovation in this cohort." in texts(root)
    assert not [text for text in texts(root) if text.startswith("After")]
    assert not [one for one in root.iter(f"{SVG}path") if one.get("fill") == "#dbe7f3"]


async def test_of_whom_nothing_is_known_it_says_so(city: Fresh) -> None:
    root = await drawn(city, as_of="2019-01-01", lang="en")
    assert "Nothing is known yet beyond the first day." in texts(root)
    assert texts(root).count("not known yet") == 3
    assert "Nothing is known yet beyond the first day." not in texts(await drawn(city, lang="en"))


async def test_it_needs_nothing_else_and_obeys_the_policy(city: Fresh) -> None:
    root = await drawn(city)
    allowed = {"svg", "title", "desc", "metadata", "rect", "text", "g", "path"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == allowed
    names = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name or name in {"style", "class"}}


def contrast(colour: str) -> float:
    """Return the contrast of a colour with white (WCAG 2.2, 1.4.3)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


async def test_it_can_be_read_by_whoever_sees_little(city: Fresh) -> None:
    root = await drawn(city)
    # the grid, and the fill within the outline of the intervals, carry nothing by themselves
    silent = {"#dfe4ea", "#dbe7f3", "#ffffff", "none"}
    words, graphics = set(), set()
    for one in root.iter():
        if one.tag == f"{SVG}text" or (one.tag == f"{SVG}g" and one.get("text-anchor")):
            words.add(one.get("fill"))
        graphics |= {one.get("stroke"), one.get("fill")}
    words -= {None}
    assert len(words) == 2
    assert all(contrast(str(colour)) >= 4.5 for colour in words)
    shown = {str(colour) for colour in graphics if colour} - silent
    assert len(shown) == 5
    assert all(contrast(colour) >= 3 for colour in shown)


@pytest.mark.parametrize(
    ("share", "language", "words"),
    [
        ("0.8571", "id", "85,7%"),
        ("0.8571", "en", "85.7%"),
        ("1.0000", "id", "100%"),
        ("0.0000", "en", "0%"),
        ("0.3995", "id", "40%"),
        ("0.0005", "en", "0.1%"),
    ],
)
def test_shares_in_words(share: str, language: Language, words: str) -> None:
    assert percent(Decimal(share), language) == words


def test_numbers_in_words() -> None:
    told: list[Any] = [number(1_234_567, "id"), number(1_234_567, "en"), number(999, "id")]
    assert told == ["1.234.567", "1,234,567", "999"]
