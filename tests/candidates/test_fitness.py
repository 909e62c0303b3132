"""How well an innovation fits an agency: the rule alone."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.candidates.fitness import ALIKE, LABELS, WEIGHTS, FitReason, Match, Met, fit_of, rank_of, same_kind
from app.models.codes import AgencyKind

terms = st.dictionaries(st.uuids(), st.lists(st.uuids(), min_size=1, max_size=3), max_size=6)
matches = st.builds(
    Match,
    shared=terms,
    kind=st.none() | st.sampled_from(sorted(ALIKE)),
    mandates=st.lists(st.uuids(), max_size=3),
    used_by=st.integers(0, 40),
    needs=st.dictionaries(st.sampled_from(["biaya", "sistem", "waktu"]), st.just(Met((), ()))),
)


def score(match: Match) -> int:
    fit = fit_of(match)
    return fit.score if fit else 0


def test_the_table_of_weights_is_what_the_rule_says() -> None:
    most = {reason: weight.of(1000) for reason, weight in WEIGHTS.items()}
    assert most == {
        "diwajibkan": 30,
        "kebutuhan_sama": 8,
        "klasifikasi_sama": 9,
        "jenis_instansi_sama": 4,
        "terbukti": 5,
    }
    assert most.pop(FitReason.DIWAJIBKAN) > sum(most.values()), "an obligation outweighs everything else"
    assert LABELS.keys() == WEIGHTS.keys() == set(FitReason)


def test_that_others_use_it_is_no_reason_alone() -> None:
    assert fit_of(Match()) is None
    assert fit_of(Match(used_by=9)) is None
    fit = fit_of(Match(kind="kecamatan", used_by=9))
    assert fit is not None
    assert dict(fit.weights) == {"terbukti": 5, "jenis_instansi_sama": 4}


@pytest.mark.parametrize("kind", AgencyKind)
def test_kinds_that_say_what_an_agency_does(kind: AgencyKind) -> None:
    alike = kind.value in {"kecamatan", "kelurahan", "rumah_sakit", "bagian", "unit"}
    assert same_kind(kind, kind) == (kind if alike else None)
    assert same_kind("kecamatan", "kelurahan") is None


@given(matches, st.uuids(), st.uuids())
def test_another_shared_term_never_lowers_the_score(match: Match, term: UUID, through: UUID) -> None:
    more = replace(match, shared={**match.shared, term: [through]})
    assert score(more) >= score(match)
    assert score(more) > 0


@given(matches)
def test_each_use_and_each_reason_adds_or_leaves_the_score(match: Match) -> None:
    assert score(replace(match, used_by=match.used_by + 1)) >= score(match)
    assert score(replace(match, kind="kecamatan")) >= score(match)
    assert score(replace(match, needs={**match.needs, "perilaku": Met((), ())})) >= score(match)
    fit = fit_of(match)
    nothing = not (match.shared or match.mandates or match.needs) and match.kind is None
    assert (fit is None) == nothing
    if fit is not None:
        assert list(fit.weights.values()) == sorted(fit.weights.values(), reverse=True)
        assert min(fit.weights.values()) > 0


@given(st.lists(st.integers(0, 56), min_size=2))
def test_ranks_sort_as_text_the_highest_score_first(scores: list[int]) -> None:
    assert sorted(scores, key=rank_of) == sorted(scores, reverse=True)
