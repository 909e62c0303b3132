"""An instrument that nobody has seen before comes as a file, and a whole round runs on it: no code, no migration."""

from fractions import Fraction
from pathlib import Path

from app.instruments.service import InstrumentService
from app.reference.instrument_files import read_instruments
from tests.conftest import Fresh
from tests.rounds.scene import Scene, furnished, moment, stage

FILE = """\
code: lomba-kelurahan
edition: "2027"
title: {id: Lomba Inovasi Kelurahan 2027}
kind: weighted_form
official: false
confidence: low
sources:
  - {title: Surat edaran contoh, confidence: low}
form:
  weights_sum: 10
  scale: {min: 1, max: 5, step: 0.5}
  decimals: 1
  missing: leave_out
  least_sheets: 2
  tie_break: [gagasan]
  reason_below: 2
  criteria:
    - {code: gagasan, label: {id: Gagasan}, weight: 5}
    - {code: manfaat, label: {id: Manfaat}, weight: 3, scale: {min: 0, max: 10, step: 1}}
    - {code: dukungan, label: {id: Dukungan warga}, weight: 2, optional: true}
"""


# who scores what, and what it comes to: weight x score / highest score, over the weights that are scored
SHEETS = [
    (0, "A", {"gagasan": 4, "manfaat": 8, "dukungan": 5}),  # 5 x 4/5 + 3 x 8/10 + 2 x 5/5 = 8.4 of 10
    (1, "A", {"gagasan": 4, "manfaat": 8}),  # 4 + 2.4 = 6.4 of 8, that is 8 of 10: the optional one is left out
    # B comes to the same as A, with the better gagasan, which the instrument lets decide
    (0, "B", {"gagasan": 4.5, "manfaat": 9, "dukungan": 3}),  # 4.5 + 2.7 + 1.2 = 8.4
    (1, "B", {"gagasan": 4, "manfaat": 8}),  # 6.4 of 8
    (0, "C", {"gagasan": 4.5, "manfaat": 9, "dukungan": 3}),  # 8.4
    (1, "C", {"gagasan": 3.5, "manfaat": 8, "dukungan": 5}),  # 3.5 + 2.4 + 2 = 7.9
    # one sheet of the two that the instrument asks for
    (0, "D", {"gagasan": 5, "manfaat": 10, "dukungan": 5}),
]


async def score(scene: Scene, place: int, name: str, **values: float) -> None:
    """Let the assessor of a place score an entry by its name."""
    assessor = scene.assessors[place]
    mine = next(item for item in await scene.of(assessor) if item["entry"]["name"] == name)
    await scene.scored(assessor, mine["id"], values)


async def test_a_whole_round_on_an_instrument_from_a_file(fresh: Fresh, tmp_path: Path) -> None:
    (tmp_path / "lomba-kelurahan-2027.yaml").write_text(FILE, encoding="utf-8")
    scene = await furnished(fresh, innovations=4, assessors=3)
    async with fresh.committing() as session:
        await InstrumentService(session).load(read_instruments(tmp_path))
    shown = await scene.get(None, "/instruments/lomba-kelurahan-2027")
    assert (shown["scorable"], shown["unknowns"]) == (True, [])
    slug = await scene.opened(
        stage("administrasi", -2, -1),
        stage("panel", -0.5, 1, pass_rule="top", pass_value=2),  # noqa: S106 - a rule, no password
        stage("penetapan", 1, 2),
        instrument="lomba-kelurahan-2027",
        panel=2,
    )
    await scene.assigned(slug)
    for place, name, values in SHEETS:
        await score(scene, place, f"Inovasi {name}", **values)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/administrasi/conclude")
    path = f"/rounds/{slug}/stages/panel"
    await scene.patch(scene.registrar, path, {"closes_at": moment(-0.01), "reason": "Penilaian selesai."})
    head = await scene.post(scene.registrar, f"{path}/conclude")
    assert (head["ranked"], head["incomplete"], head["passed"]) == (3, 1, 2)
    rows = (await scene.get(scene.registrar, f"/rounds/{slug}/results?stage=panel"))["items"]
    assert [(row["name"], row["rank"], row["tied"], row["passed"], row["incomplete"]) for row in rows] == [
        # (84 + 80) / 2 = 82 both; the mean of gagasan is 4.25 of 5 for B and 4 for A
        ("Inovasi B", 1, False, True, False),
        ("Inovasi A", 2, False, True, False),
        # (84 + 79) / 2 = 81.5
        ("Inovasi C", 3, False, False, False),
        ("Inovasi D", None, False, False, True),
    ]
    assert [Fraction(row["total"]["exact"]) for row in rows[:3]] == [82, 82, Fraction(163, 2)]
    assert [row["total"]["shown"] for row in rows[:3]] == ["82.0", "82.0", "81.5"]
    await scene.shift(slug, "penetapan", -0.005, -0.001)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/penetapan/conclude")
    decree = {"decree_number": "1/2027", "decree_on": "2027-01-31"}
    await scene.post(scene.registrar, f"/rounds/{slug}/determine", decree)
    await scene.post(scene.registrar, f"/rounds/{slug}/publish")
    public = (await scene.get(None, f"/rounds/{slug}/results"))["items"]
    assert [(row["name"], row["rank"]) for row in public][:2] == [("Inovasi B", 1), ("Inovasi A", 2)]
