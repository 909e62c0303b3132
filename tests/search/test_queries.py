"""How well search finds what people mean: recall in the first three places, rank of the first, silence for nonsense."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

_FILE = Path(__file__).with_name("queries.yaml")
# any of the innovations of the council's secretariat
ANY_OF_COUNCIL = "any-dprd"
LEAST_RECALL, LEAST_MRR = 0.95, 0.90
KINDS = {
    *("exact", "stem", "typo", "alias", "acronym", "synonym", "variant", "agency", "person", "phrase", "minus"),
    *("question", "nothing"),
}


@dataclass(frozen=True)
class Asked:
    """A query, what it is to show, what it should find, and the first places of what it found."""

    q: str
    kind: str
    expected: frozenset[str]
    found: tuple[str, ...]

    @property
    def recall(self) -> float:
        """How much of the first three places is right, of what can be."""
        return len(self.expected & set(self.found[:3])) / min(3, len(self.expected))

    @property
    def reciprocal_rank(self) -> float:
        """One over the place of the first right one."""
        return next((1 / place for place, one in enumerate(self.found, 1) if one in self.expected), 0.0)


@pytest.fixture(scope="module")
async def asked(catalogue: httpx.AsyncClient) -> list[Asked]:
    council = (await catalogue.get("/v1/innovations?agency=sekretariat-dprd&limit=100")).json()["items"]
    of_council = {item["slug"] for item in council}
    done = []
    for entry in yaml.safe_load(_FILE.read_text(encoding="utf-8"))["queries"]:
        answer = await catalogue.get("/v1/search", params={"q": entry["q"], "limit": 10})
        assert answer.status_code == 200, answer.text
        found = tuple(item["innovation"]["slug"] for item in answer.json()["items"])
        expected = of_council if entry["expected"] == [ANY_OF_COUNCIL] else entry["expected"]
        done.append(Asked(entry["q"], entry["kind"], frozenset(expected), found))
    return done


async def test_expected_records_exist(asked: list[Asked], catalogue: httpx.AsyncClient) -> None:
    slugs = {item["slug"] for item in (await catalogue.get("/v1/innovations?limit=200")).json()["items"]}
    assert {slug for one in asked for slug in one.expected} <= slugs
    assert len(asked) >= 80
    assert {one.kind for one in asked} == KINDS
    assert max(Counter(one.q for one in asked).values()) == 1


def test_what_people_mean_is_found(asked: list[Asked], capsys: pytest.CaptureFixture[str]) -> None:
    wanted, nonsense = [one for one in asked if one.expected], [one for one in asked if not one.expected]
    recall = sum(one.recall for one in wanted) / len(wanted)
    mrr = sum(one.reciprocal_rank for one in wanted) / len(wanted)
    silent = sum(not one.found for one in nonsense) / len(nonsense)
    with capsys.disabled():
        print(f"\nsearch: {len(wanted)} queries, recall@3 {recall:.3f}, MRR {mrr:.3f}; ", end="")  # noqa: T201 - the figures
        print(f"{len(nonsense)} of nonsense, {silent:.3f} without a hit")  # noqa: T201 - the figures
    missed = [(one.q, one.found[:3]) for one in wanted if one.recall < 1 or one.reciprocal_rank < 1]
    assert recall >= LEAST_RECALL, missed
    assert mrr >= LEAST_MRR, missed
    assert silent == 1, [(one.q, one.found) for one in nonsense if one.found]
