"""Awards, originals, quotas, titles, and how reasons make an answer."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.eligibility.known import Known
from app.eligibility.quotas import Entered, Entries
from app.eligibility.rules import assess
from app.instruments.admission import EligibilityRules
from tests.eligibility.telling import SOURCE, TODAY, asked, rules, said, used_since, won

OLD = "2015-01-01"
CLOSES = "2021-05-31"
# as the group umum of 2021 has them: the best of each year, and twice among the 99
EXCLUSIONS = [
    {"awards": ["top_45"], "from_year": 2019, "to_year": 2020},
    {"awards": ["top_40"], "from_year": 2017, "to_year": 2018},
    {"awards": ["top_99"], "times": 2},
]


@pytest.mark.parametrize(
    ("awards", "answer"),
    [
        ((), "eligible"),
        (("top_45 2019",), "not_eligible"),
        (("top_45 2020",), "not_eligible"),
        (("top_45 2018",), "eligible"),
        (("top_45 2021",), "eligible"),
        (("top_40 2017",), "not_eligible"),
        (("top_40 2019",), "eligible"),
        (("top_99 2016",), "eligible"),
        (("top_99 2016", "top_99 2018"), "not_eligible"),
        (("top_99 2016", "top_45 2018"), "eligible"),
        (("juara_harapan 2020",), "eligible"),
    ],
)
def test_who_won_may_be_barred(awards: tuple[str, ...], answer: str) -> None:
    found = asked(used_since(OLD, awards=won(*awards)), rules(exclusions=EXCLUSIONS), CLOSES)
    code = "no_award_excludes" if answer == "eligible" else "award_excludes"
    assert said(found) == (answer, ["old_enough", code])


def test_an_award_of_later_years_does_not_bar_an_earlier_edition() -> None:
    twice = used_since(OLD, awards=won("top_99 2020", "top_99 2022"))
    assert asked(twice, rules(exclusions=EXCLUSIONS), CLOSES).answer == "eligible"
    assert asked(twice, rules(exclusions=EXCLUSIONS), "2022-05-31").answer == "not_eligible"
    # nobody knows when it closes: then every award counts
    assert asked(twice, rules(exclusions=EXCLUSIONS), None).answer == "not_eligible"


def test_the_reason_names_the_awards() -> None:
    found = asked(
        used_since(OLD, awards=won("top_45 2019", "top_99 2016", "top_99 2018")), rules(exclusions=EXCLUSIONS), CLOSES
    )
    told = [reason for reason in found.reasons if reason.code == "award_excludes"]
    assert [reason.id for reason in told] == [
        "Sudah meraih top_45 2019; 1 kali sudah menghalangi.",
        "Sudah meraih top_99 2016, top_99 2018; 2 kali sudah menghalangi.",
    ]
    assert told[1].en == "It won top_99 2016, top_99 2018 already; 2 of these bars it."
    assert found.eligible_from is None, "no day mends it"


@pytest.mark.parametrize(
    ("awards", "answer", "code"),
    [
        ((), "not_eligible", "required_award_missing"),
        (("top_45 2013",), "not_eligible", "required_award_missing"),
        (("top_45 2014",), "eligible", "required_award_won"),
        (("top_45 2021",), "eligible", "required_award_won"),
        (("top_45 2022",), "not_eligible", "required_award_missing"),
    ],
)
def test_a_group_of_earlier_winners(awards: tuple[str, ...], answer: str, code: str) -> None:
    by = rules(required={"awards": ["top_45"], "from_year": 2014, "to_year": 2021})
    assert said(asked(used_since(OLD, awards=won(*awards)), by, "2023-05-31")) == (answer, ["old_enough", code])


@pytest.mark.parametrize(
    ("needs", "originals", "answer", "code"),
    [
        ("adapts", (), "not_eligible", "no_original"),
        ("adapts", ((),), "eligible", "adapts"),
        ("adapts_awarded", (), "not_eligible", "no_original"),
        ("adapts_awarded", ((),), "unknown", "original_award_unknown"),
        ("adapts_awarded", (won("top_99 2014"),), "eligible", "original_awarded"),
        ("adapts_awarded", (won("juara_harapan 2014"),), "unknown", "original_award_unknown"),
        ("adapts_awarded", ((), won("top_99 2014")), "eligible", "original_awarded"),
        ("invitation", (won("top_99 2014"),), "unknown", "invitation_unknown"),
    ],
)
def test_what_a_group_needs(needs: str, originals: tuple, answer: str, code: str) -> None:
    by = rules(needs=needs, original_awards=["top_99"] if needs == "adapts_awarded" else [])
    assert said(asked(used_since(OLD, originals=originals), by, CLOSES)) == (answer, ["old_enough", code])


@pytest.mark.parametrize(
    ("taken", "answer", "code"),
    [
        (0, "eligible", "quota_left"),
        (9, "eligible", "quota_left"),
        (10, "not_eligible", "quota_full"),
        (11, "not_eligible", "quota_full"),
        (None, "unknown", "owner_unknown"),
    ],
)
def test_a_quota(taken: int | None, answer: str, code: str) -> None:
    by = rules(quota={"most": 10, "per": "agency"})
    found = asked(used_since(OLD, taken={"umum": taken}), by, CLOSES)
    assert said(found) == (answer, ["old_enough", code])
    if taken == 9:
        assert found.reasons[1].id == "Kuota 10 per perangkat daerah: terisi 9, tersisa 1."
        assert found.reasons[1].en == "Quota of 10 for each agency: 9 taken, 1 left."


def test_a_title_is_taken_once_where_the_rules_say_so() -> None:
    known = used_since(OLD, twins=1)
    assert said(asked(known, rules(), CLOSES)) == ("eligible", ["old_enough"])
    strict = rules(refuses_duplicate_titles=True)
    assert said(asked(known, strict, CLOSES)) == ("not_eligible", ["old_enough", "title_taken"])
    assert said(asked(used_since(OLD), strict, CLOSES)) == ("eligible", ["old_enough", "title_unique"])


def test_a_rule_that_nobody_found_leaves_it_open_and_is_told() -> None:
    by = rules(not_found=["Kategori yang boleh diikuti"])
    found = asked(used_since(OLD), by, CLOSES)
    assert said(found) == ("unknown", ["old_enough", "rule_not_found"])
    assert found.reasons[1].id.endswith("Kategori yang boleh diikuti")
    assert found.eligible_from is None
    assert asked(used_since("2021-01-01"), by, CLOSES).answer == "not_eligible"


GROUPS = {
    "too_young": {"minimum_age_months": 240},
    "old_enough": {"minimum_age_months": 12},
    "unknown": {"minimum_age_months": "unknown"},
}


@pytest.mark.parametrize(
    ("groups", "answer"),
    [
        (["too_young"], "not_eligible"),
        (["too_young", "unknown"], "unknown"),
        (["unknown", "old_enough"], "eligible"),
        (["too_young", "unknown", "old_enough"], "eligible"),
    ],
)
def test_the_best_of_the_groups_is_the_answer(groups: list[str], answer: str) -> None:
    told = [{"code": name, "label": {"id": name}, **GROUPS[name]} for name in groups]
    by = EligibilityRules.model_validate({"closes_on": CLOSES, "groups": told, "source": SOURCE})
    found = assess(used_since(OLD), by, date.fromisoformat(CLOSES), TODAY)
    assert found.answer == answer
    assert [group.group for group in found.groups] == groups


def test_every_reason_speaks_both_languages() -> None:
    by = rules(
        exclusions=EXCLUSIONS,
        required={"awards": ["top_45"]},
        quota={"most": 1, "per": "instansi"},
        needs="adapts_awarded",
        original_awards=["top_99"],
        refuses_duplicate_titles=True,
        not_found=["Sesuatu"],
    )
    for known in (Known(), used_since(OLD, originals=((),), twins=2, taken={"umum": 1}, awards=won("top_45 2019"))):
        for reason in asked(known, by, CLOSES).reasons:
            assert reason.id != reason.en
            assert reason.id[0].isupper()
            assert "None" not in reason.id + reason.en


@given(st.lists(st.sampled_from(["top_45 2019", "top_99 2016", "top_99 2018", "top_40 2017"]), unique=True))
def test_another_award_never_opens_what_awards_bar(awards: list[str]) -> None:
    by = rules(exclusions=EXCLUSIONS)
    barred = [
        asked(used_since(OLD, awards=won(*awards[:count])), by, CLOSES).answer == "not_eligible"
        for count in range(len(awards) + 1)
    ]
    assert barred == sorted(barred)


AGENCIES = [UUID(int=number) for number in range(1, 4)]
INNOVATIONS = [UUID(int=number) for number in range(10, 16)]


def entries(per: str, *entered: tuple[int, int | None]) -> Entries:
    """Entries of innovations of agencies, both by place, in the group umum; the first two agencies are one line."""
    by = rules(quota={"most": 2, "per": per})
    family = frozenset(AGENCIES[:2])
    told = [Entered("umum", INNOVATIONS[one], None if owner is None else AGENCIES[owner]) for one, owner in entered]
    return Entries(by, told, {AGENCIES[0]: family, AGENCIES[1]: family, AGENCIES[2]: frozenset(AGENCIES[2:])})


def test_a_quota_of_the_city_counts_everything_once() -> None:
    counted = entries("instansi", (0, 0), (1, 1), (2, 2), (3, None), (0, 0))
    assert counted.taken(AGENCIES[2]) == counted.taken(None) == {"umum": 4}
    assert counted.taken(AGENCIES[0], INNOVATIONS[0]) == {"umum": 3}, "an entry does not stand in its own way"


def test_a_quota_of_each_agency_counts_its_line() -> None:
    counted = entries("agency", (0, 0), (1, 1), (2, 2), (3, None), (0, 1))
    assert counted.taken(AGENCIES[0]) == counted.taken(AGENCIES[1]) == {"umum": 2}
    assert counted.taken(AGENCIES[0], INNOVATIONS[1]) == {"umum": 1}
    assert counted.taken(AGENCIES[2]) == {"umum": 1}
    assert counted.taken(None) == {"umum": None}


def test_groups_without_a_quota_count_nothing() -> None:
    assert Entries(rules(), [Entered("umum", INNOVATIONS[0], AGENCIES[0])], {}).taken(AGENCIES[0]) == {}
