"""The workshop of 2019, played through the door: a panel, sealed scores, six ranked, three presented, one tie.

On 18 June 2019 six innovations of three agencies were named the best, and three of them presented; which three, and by
which scores, no source says. The scores here are made up. Every total is worked out by hand beside them, once by the
workshop's form and once by the form of KIPP 2023, with the same people.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select

from app.core.settings import Settings
from app.models import Instrument
from tests import factories, signing
from tests.conftest import UNLIMITED, Fresh, Server, client_of, load_reference, name_of, new_database, running
from tests.rounds.scene import Assessor, Scene, moment, stage

SIX = ("verolin", "aladin", "sitancap", "jumat-berkah", "seraton", "si-surat")

# kebaruan, efektif, bermanfaat, mudah_disebarkan, berkelanjutan: 20 each, so a sheet is the plain mean of its five
WORKSHOP_CRITERIA = ("kebaruan", "efektif", "bermanfaat", "mudah_disebarkan", "berkelanjutan")
WORKSHOP: dict[str, list[tuple[tuple[int, ...], Fraction]]] = {
    "verolin": [
        ((90, 80, 85, 70, 75), Fraction(400, 5)),  # 80
        ((80, 80, 80, 80, 80), Fraction(400, 5)),  # 80
        ((95, 85, 80, 75, 80), Fraction(415, 5)),  # 83
    ],
    "aladin": [
        ((70, 75, 80, 75, 75), Fraction(375, 5)),  # 75
        ((75, 75, 75, 75, 75), Fraction(375, 5)),  # 75
        ((80, 80, 75, 75, 80), Fraction(390, 5)),  # 78
    ],
    "sitancap": [
        ((88, 90, 86, 84, 82), Fraction(430, 5)),  # 86
        ((85, 85, 85, 85, 85), Fraction(425, 5)),  # 85
        ((90, 88, 87, 86, 84), Fraction(435, 5)),  # 87
    ],
    "jumat-berkah": [
        ((60, 70, 80, 75, 65), Fraction(350, 5)),  # 70
        ((70, 70, 70, 70, 70), Fraction(350, 5)),  # 70
        ((75, 70, 65, 80, 75), Fraction(365, 5)),  # 73
    ],
    "seraton": [
        ((72, 78, 76, 74, 75), Fraction(375, 5)),  # 75
        ((77, 74, 75, 76, 73), Fraction(375, 5)),  # 75
        ((79, 77, 80, 76, 78), Fraction(390, 5)),  # 78
    ],
    "si-surat": [
        ((84, 82, 80, 86, 83), Fraction(415, 5)),  # 83
        ((84, 84, 84, 84, 84), Fraction(420, 5)),  # 84
        ((85, 85, 85, 85, 85), Fraction(425, 5)),  # 85
    ],
}
# (80 + 80 + 83) / 3 = 81; (75 + 75 + 78) / 3 = 76 twice, a tie; (86 + 85 + 87) / 3 = 86; (70 + 70 + 73) / 3 = 71;
# (83 + 84 + 85) / 3 = 84
WORKSHOP_RANKING = [
    ("sitancap", 1, "86.00", True),
    ("si-surat", 2, "84.00", True),
    ("verolin", 3, "81.00", True),
    ("aladin", 4, "76.00", False),
    ("seraton", 4, "76.00", False),
    ("jumat-berkah", 6, "71.00", False),
]

KIPP_CRITERIA = (
    "latar_belakang_tujuan",
    "kebaruan",
    "implementasi",
    "signifikansi",
    "adaptabilitas",
    "sumber_daya",
    "strategi_keberlanjutan",
)
# weights 10, 15, 5, 30, 20, 5, 15: the sum of weight x score, in hundredths
KIPP: dict[str, list[tuple[tuple[int, ...], int]]] = {
    "verolin": [
        ((80, 90, 70, 85, 75, 70, 80), 800 + 1350 + 350 + 2550 + 1500 + 350 + 1200),  # 81.00
        ((80, 80, 80, 90, 80, 80, 80), 800 + 1200 + 400 + 2700 + 1600 + 400 + 1200),  # 83.00
        ((70, 90, 80, 80, 85, 60, 70), 700 + 1350 + 400 + 2400 + 1700 + 300 + 1050),  # 79.00
    ],
    "aladin": [
        ((75, 70, 80, 75, 70, 75, 80), 750 + 1050 + 400 + 2250 + 1400 + 375 + 1200),  # 74.25
        ((70, 75, 75, 80, 75, 70, 75), 700 + 1125 + 375 + 2400 + 1500 + 350 + 1125),  # 75.75
        ((80, 70, 70, 75, 80, 70, 75), 800 + 1050 + 350 + 2250 + 1600 + 350 + 1125),  # 75.25
    ],
    "sitancap": [
        ((85, 80, 90, 95, 70, 80, 85), 850 + 1200 + 450 + 2850 + 1400 + 400 + 1275),  # 84.25
        ((80, 85, 85, 90, 75, 85, 80), 800 + 1275 + 425 + 2700 + 1500 + 425 + 1200),  # 83.25
        ((90, 85, 80, 90, 80, 80, 85), 900 + 1275 + 400 + 2700 + 1600 + 400 + 1275),  # 85.50
    ],
    "jumat-berkah": [
        ((60, 70, 75, 65, 80, 60, 75), 600 + 1050 + 375 + 1950 + 1600 + 300 + 1125),  # 70.00
        ((65, 70, 70, 70, 75, 65, 70), 650 + 1050 + 350 + 2100 + 1500 + 325 + 1050),  # 70.25
        ((70, 65, 75, 75, 80, 70, 70), 700 + 975 + 375 + 2250 + 1600 + 350 + 1050),  # 73.00
    ],
    "seraton": [
        ((75, 80, 70, 70, 75, 75, 70), 750 + 1200 + 350 + 2100 + 1500 + 375 + 1050),  # 73.25
        ((70, 75, 75, 75, 70, 75, 75), 700 + 1125 + 375 + 2250 + 1400 + 375 + 1125),  # 73.50
        ((75, 75, 80, 75, 75, 70, 75), 750 + 1125 + 400 + 2250 + 1500 + 350 + 1125),  # 75.00
    ],
    "si-surat": [
        ((80, 75, 85, 85, 95, 80, 85), 800 + 1125 + 425 + 2550 + 1900 + 400 + 1275),  # 84.75
        ((85, 80, 80, 85, 95, 85, 80), 850 + 1200 + 400 + 2550 + 1900 + 425 + 1200),  # 85.25
        ((80, 80, 85, 90, 90, 80, 85), 800 + 1200 + 425 + 2700 + 1800 + 400 + 1275),  # 86.00
    ],
}
# the sums of three sheets: 8475 + 8525 + 8600 = 25600, 25300, 24300, 22525, 22175, 21325; each over 300, half-up
KIPP_RANKING = [
    ("si-surat", 1, "85.33", "256/3"),
    ("sitancap", 2, "84.33", "253/3"),
    ("verolin", 3, "81.00", "81/1"),
    ("aladin", 4, "75.08", "901/12"),
    ("seraton", 5, "73.92", "887/12"),
    ("jumat-berkah", 6, "71.08", "853/12"),
]


@dataclass(frozen=True)
class City:
    """The registry as it ships, a registrar, an admin's accounts: three people from outside, and an innovator."""

    scene: Scene
    innovator: Assessor

    async def standing(self, slug: str, query: str = "") -> list[dict[str, Any]]:
        page = await self.scene.get(self.scene.registrar, f"/rounds/{slug}/results{query}")
        items: list[dict[str, Any]] = page["items"]
        return items


@pytest.fixture
async def city(server: Server, migrated: str) -> AsyncIterator[City]:

    async with new_database(server, name_of(migrated)) as url:
        await load_reference(url)
        async with running(Settings(database_url=url, log_level="error", **UNLIMITED)) as app, client_of(app) as client:
            fresh = Fresh(url, app, client)
            async with fresh.committing() as session:
                registrar = await signing.sign(session, "registrar")
                people = [await factories.person(session, f"Penilai Luar {number}") for number in (1, 2, 3)]
                assessors = [await assessor_of(session, person) for person in people]
                bayu = await signing.person_of(session, "bayu-sogara-siregar")
                innovator = await assessor_of(session, bayu)
                form = (await session.scalars(select(Instrument).where(Instrument.slug == "kipp-2023"))).one()
            yield City(Scene(fresh, [], [], form, registrar, [], assessors), innovator)


async def assessor_of(session: Any, person: Any) -> Assessor:
    account = await signing.account(session, "assessor", person_id=person.id)
    return Assessor(account, person, await signing.key(session, account))


async def play(
    city: City,
    name: str,
    instrument: str,
    criteria: tuple[str, ...],
    sheets: dict[str, list[tuple[tuple[int, ...], Any]]],
) -> str:
    """Prepare a round, find and replace whoever is in conflict, score under seal, close; return the round's slug."""
    scene = city.scene
    first, second, third = scene.assessors
    slug = await scene.prepared(
        stage("panel", pass_rule="top", pass_value=3),  # noqa: S106 - a rule, no password
        name=name,
        instrument=instrument,
        scope={"innovations": list(SIX)},
        per_entry=3,
    )
    # before anybody is invited: the innovator of Verolin may assess neither that nor what else his agency has
    await scene.post(scene.registrar, f"/rounds/{slug}/open")
    found = await scene.get(scene.registrar, f"/rounds/{slug}/conflicts?assessor={city.innovator.person.slug}")
    kinds = {item["innovation"]["slug"]: {reason["kind"] for reason in item["reasons"]} for item in found["items"]}
    assert set(kinds) == {"verolin", "aladin", "jumat-berkah"}
    assert "own_innovation" in kinds["verolin"]
    assert kinds["aladin"] == kinds["jumat-berkah"] == {"same_agency"}
    # invited all the same, he leaves three seats empty; replaced, none is
    for member in (first, second, city.innovator):
        await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": member.key})
    plan = await scene.post(scene.registrar, f"/rounds/{slug}/assignments", {"stage": "panel"})
    assert (plan["assigned"], len(plan["refused"]), len(plan["unfilled"])) == (15, 3, 3)
    gone = {"assessor": city.innovator.key, "reason": "Inovator Verolin, pegawai DPMPTSP."}
    await scene.post(scene.registrar, f"/rounds/{slug}/panel/remove", gone)
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": third.key})
    done = await scene.assigned(slug)
    assert (done["assigned"], done["refused"], done["unfilled"]) == (18, [], [])
    for place, member in enumerate((first, second, third)):
        for item in await scene.of(member, f"&round={slug}"):
            values = dict(zip(criteria, sheets[item["entry"]["innovation"]][place][0], strict=True))
            await scene.scored(member, item["id"], values)
    await sealed(scene, slug)
    await scene.patch(
        scene.registrar,
        f"/rounds/{slug}/stages/panel",
        {"closes_at": moment(-0.1), "reason": "Semua penilai sudah selesai."},
    )
    return slug


async def sealed(scene: Scene, slug: str) -> None:
    """Before the stage closes nobody learns a score but whoever gave it."""
    for item in (await scene.get(scene.registrar, f"/assessments?round={slug}&limit=200"))["items"]:
        shown = await scene.get(scene.registrar, f"/assessments/{item['id']}")
        assert (shown["status"], shown["scores"], shown["total"]) == ("submitted", None, None)
    early = await scene.post(scene.registrar, f"/rounds/{slug}/stages/panel/conclude", None, 409)
    assert early["code"] == "stage_still_open"


async def reproduced(city: City, slug: str, expected: int) -> None:
    """What is computed again from the scores on record is the same, byte by byte."""
    scene = city.scene
    again = await scene.post(scene.registrar, f"/rounds/{slug}/stages/panel/recompute")
    assert (again["same"], again["digest"]) == (True, again["stored_digest"])
    connection = await asyncpg.connect(scene.fresh.url)
    rows = await connection.fetch(
        """SELECT r.document FROM stage_result r JOIN assessment_round a ON a.id = r.round_id
           WHERE a.slug = $1 AND r.stage_id IS NOT NULL""",
        slug,
    )
    await connection.close()
    assert len(rows) == expected


async def determined(city: City, slug: str, number: str) -> None:
    scene = city.scene
    await scene.get(None, f"/rounds/{slug}/results", 403)
    decree = {"decree_number": number, "decree_on": "2026-11-28"}
    await scene.post(scene.registrar, f"/rounds/{slug}/determine", decree)
    await scene.get(None, f"/rounds/{slug}/results", 403)
    await scene.post(scene.registrar, f"/rounds/{slug}/publish")


async def test_six_are_ranked_three_presented_and_one_tie_is_shown(city: City) -> None:
    slug = await play(city, "Lokakarya 2019", "lokakarya-medan-2019", WORKSHOP_CRITERIA, WORKSHOP)
    head = await city.scene.post(city.scene.registrar, f"/rounds/{slug}/stages/panel/conclude")
    assert (head["ranked"], head["passed"], head["cut_tied"]) == (6, 3, False)
    ranking = [
        (await city.scene.get(None, f"/innovations/{row['innovation_id']}"))["slug"]
        for row in await city.standing(slug, "?stage=panel")
    ]
    rows = await city.standing(slug, "?stage=panel")
    told = [
        (innovation, row["rank"], row["total"]["shown"], row["passed"])
        for innovation, row in zip(ranking, rows, strict=True)
    ]
    # two that tie come in either order
    assert sorted(told, key=lambda one: (one[1], one[0])) == WORKSHOP_RANKING
    assert [row["tied"] for row in rows] == [False, False, False, True, True, False]
    await reproduced(city, slug, 1)
    for row, innovation in zip(rows, ranking, strict=True):
        detail = await city.scene.get(city.scene.registrar, f"/rounds/{slug}/results/{row['id']}?stage=panel")
        given = sorted(Fraction(sheet["total"]["exact"]) for sheet in detail["panel"])
        assert given == sorted(total for _, total in WORKSHOP[innovation])
        assert {sheet["name"] for sheet in detail["panel"]} == {f"Penilai Luar {number}" for number in (1, 2, 3)}
    await determined(city, slug, "800/1/2019")
    public = (await city.scene.get(None, f"/rounds/{slug}/results"))["items"]
    assert [(row["rank"], row["total"]["shown"]) for row in public[:3]] == [(1, "86.00"), (2, "84.00"), (3, "81.00")]
    detail = await city.scene.get(None, f"/rounds/{slug}/results/{public[0]['id']}?stage=panel")
    assert {(sheet["label"], sheet["name"]) for sheet in detail["panel"]} == {
        (f"Penilai {number}", None) for number in (1, 2, 3)
    }


async def test_the_same_six_by_the_form_of_kipp_2023_come_out_in_another_order(city: City) -> None:
    workshop = await play(city, "Lokakarya 2019", "lokakarya-medan-2019", WORKSHOP_CRITERIA, WORKSHOP)
    await city.scene.post(city.scene.registrar, f"/rounds/{workshop}/stages/panel/conclude")
    slug = await play(city, "Simulasi KIPP 2023", "kipp-2023", KIPP_CRITERIA, KIPP)
    await city.scene.post(city.scene.registrar, f"/rounds/{slug}/stages/panel/conclude")
    rows = await city.standing(slug, "?stage=panel")
    told = [
        (
            (await city.scene.get(None, f"/innovations/{row['innovation_id']}"))["slug"],
            row["rank"],
            row["total"]["shown"],
            row["total"]["exact"],
        )
        for row in rows
    ]
    assert told == KIPP_RANKING
    assert not any(row["tied"] for row in rows)
    for innovation, _, _, exact in KIPP_RANKING:
        assert Fraction(sum(hundredths for _, hundredths in KIPP[innovation]), 300) == Fraction(exact)
    await reproduced(city, slug, 1)
    await reproduced(city, workshop, 1)
    # the two cannot be set side by side: a number of one form says nothing beside one of another
    problem = await city.scene.get(city.scene.registrar, f"/rounds/{slug}/comparison?other={workshop}", 409)
    assert problem["code"] == "editions_differ"
