"""What the shipped instruments say: the figures of their sources, and nothing where these are silent."""

from decimal import Decimal

import pytest

from app.instruments.admission import AdmissionGroup
from app.instruments.basics import Confidence
from app.instruments.definition import Definition, unknowns
from app.instruments.index_rules import LevelledIndicators
from app.instruments.parts import WeightedForm
from app.reference.files import read_reference
from app.reference.instrument_files import read_instruments

BY_SLUG = {one.slug: one for one in read_instruments()}
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def form(slug: str) -> WeightedForm:
    found = BY_SLUG[slug].form
    assert found is not None
    return found


def group(slug: str, code: str) -> AdmissionGroup:
    rules = BY_SLUG[slug].eligibility
    assert rules is not None
    return next(one for one in rules.groups if one.code == code)


@pytest.fixture(scope="module")
def iid() -> LevelledIndicators:
    found = BY_SLUG["iid-2026"].indicators
    assert found is not None
    return found


def test_what_ships() -> None:
    assert {slug: (one.official, one.confidence) for slug, one in BY_SLUG.items()} == {
        "iid-2026": (False, LOW),
        "kipp-2018": (False, MEDIUM),
        "kipp-2021": (True, MEDIUM),
        "kipp-2022": (True, MEDIUM),
        "kipp-2023": (True, MEDIUM),
        "kipp-2025": (True, MEDIUM),
        "kipp-kriteria-permen-91-2021": (True, HIGH),
        "kipp-sulsel-usulan-tanpa-tahun": (False, MEDIUM),
        "kipp-sulsel-wawancara-tanpa-tahun": (False, MEDIUM),
        "lokakarya-medan-2019": (False, LOW),
    }


@pytest.mark.parametrize("one", BY_SLUG.values(), ids=BY_SLUG)
def test_each_says_where_it_is_from(one: Definition) -> None:
    assert all(source.address or source.note or source.confidence is LOW for source in one.sources)
    assert one.title.en
    assert one.note


def test_the_forms_that_were_not_found_are_unknown() -> None:
    missing = {slug for slug, one in BY_SLUG.items() if unknowns(one) == ["/form"]}
    assert missing == {"kipp-2018", "kipp-2021", "kipp-2022", "kipp-2025", "kipp-sulsel-usulan-tanpa-tahun"}
    scorable = {slug for slug, one in BY_SLUG.items() if not unknowns(one)}
    assert scorable == {"iid-2026", "kipp-2023", "kipp-sulsel-wawancara-tanpa-tahun", "lokakarya-medan-2019"}


def test_what_the_registry_chose_for_scoring_is_said() -> None:
    for slug in ("kipp-2023", "kipp-sulsel-wawancara-tanpa-tahun", "lokakarya-medan-2019"):
        scale = form(slug).scale
        assert scale is not None
        assert (scale.min, scale.max, scale.step) == (0, 100, 1)
        assert any("0 sampai 100 dengan langkah 1" in told for told in BY_SLUG[slug].assumptions), slug
        assert form(slug).tie_break == ()


def test_the_form_of_2023_has_its_weights_and_word_limits() -> None:
    told = [(one.code, one.weight, one.max_words) for one in form("kipp-2023").criteria]
    assert told == [
        ("ringkasan", 0, 200),
        ("latar_belakang_tujuan", 10, 300),
        ("kebaruan", 15, 200),
        ("implementasi", 5, 200),
        ("signifikansi", 30, 600),
        # two answers of 100 and 200 words
        ("adaptabilitas", 20, 300),
        ("sumber_daya", 5, 200),
        ("strategi_keberlanjutan", 15, 500),
    ]
    assert form("kipp-2023").weights_sum == sum(weight or 0 for _, weight, _ in told) == 100
    evidence = {kind for one in form("kipp-2023").criteria for kind in one.evidence}
    assert evidence == {
        "surat_pernyataan_implementasi",
        "surat_pernyataan_identitas",
        "surat_pernyataan_kesediaan_replikasi",
        "laporan_evaluasi",
        "video",
    }
    assert next(one for one in form("kipp-2023").criteria if one.code == "signifikansi").evidence == (
        "laporan_evaluasi",
    )


def test_the_five_criteria_have_both_names_and_no_weight() -> None:
    criteria = form("kipp-kriteria-permen-91-2021").criteria
    names = {one.code: [other.label for other in one.also_called] for one in criteria}
    assert names == {
        "kebaruan": ["kebaruan", "kebaruan"],
        "efektif": ["efektif", "efektif"],
        "bermanfaat": ["bermanfaat", "bermanfaat"],
        "mudah_disebarkan": ["mudah disebarkan", "dapat ditransfer / direplikasi"],
        "berkelanjutan": ["berkelanjutan", "berkelanjutan"],
    }
    assert {one.weight for one in criteria} == {None}
    assert len(unknowns(BY_SLUG["kipp-kriteria-permen-91-2021"])) == 11


def test_the_sections_name_general_criteria_that_there_are() -> None:
    five = {one.code for one in form("kipp-kriteria-permen-91-2021").criteria}
    for one in BY_SLUG.values():
        named = {criterion.criterion for criterion in one.form.criteria} if one.form else set()
        assert named - {None} <= five, one.slug


def test_the_interview_of_the_province_and_the_shortlist_of_2019() -> None:
    interview = {one.code: one.weight for one in form("kipp-sulsel-wawancara-tanpa-tahun").criteria}
    assert interview == {"presentasi": 30, "substansi": 70}
    shortlist = {one.code: one.weight for one in form("lokakarya-medan-2019").criteria}
    assert set(shortlist.values()) == {Decimal(20)}
    assert list(shortlist) == [one.code for one in form("kipp-kriteria-permen-91-2021").criteria]


def test_no_closing_day_is_known() -> None:
    rules = [one.eligibility for one in BY_SLUG.values() if one.code == "kipp"]
    assert [one.closes_on for one in rules if one is not None] == [None] * 5


@pytest.mark.parametrize(
    ("slug", "ages"),
    [
        ("kipp-2018", {"semua": 12}),
        ("kipp-2021", {"umum": 24, "replikasi": 12, "khusus": 24}),
        ("kipp-2022", {"umum": 24, "umum_pandemi": 12, "khusus": 24}),
        ("kipp-2023", {"umum": None, "khusus": None}),
        ("kipp-2025", {"umum": None, "replikasi": None}),
    ],
)
def test_minimum_ages_by_edition(slug: str, ages: dict[str, int | None]) -> None:
    rules = BY_SLUG[slug].eligibility
    assert rules is not None
    assert {one.code: one.minimum_age_months for one in rules.groups} == ages
    assert rules.refuses_duplicate_titles is (slug == "kipp-2018")


def test_who_is_excluded_in_2021() -> None:
    umum = [(one.awards, one.from_year, one.to_year, one.times) for one in group("kipp-2021", "umum").exclusions]
    assert umum == [
        (("kipp_top_99",), None, None, 2),
        (("kipp_top_45",), 2019, 2020, 1),
        (("kipp_top_40",), 2017, 2018, 1),
        (("kipp_top_35",), 2016, 2016, 1),
        (("kipp_top_25",), 2015, 2015, 1),
        (("kipp_top_9",), 2014, 2014, 1),
    ]
    quotas = {code: group("kipp-2021", code).quota for code in ("umum", "replikasi", "khusus")}
    assert {code: quota and (quota.most, quota.per) for code, quota in quotas.items()} == {
        "umum": (10, "instansi"),
        "replikasi": (5, "instansi"),
        "khusus": None,
    }
    assert group("kipp-2021", "replikasi").needs == "adapts_awarded"
    assert group("kipp-2021", "khusus").needs == "invitation"


def test_who_may_enter_the_special_group_of_2023() -> None:
    khusus = group("kipp-2023", "khusus")
    assert khusus.required is not None
    assert (khusus.required.from_year, khusus.required.to_year) == (2014, 2021)
    assert "kipp_terpuji" in khusus.required.awards
    told = [(one.awards, one.from_year, one.to_year, one.times) for one in khusus.exclusions]
    assert told == [(("kipp_top_15_khusus",), None, None, 2), (("kipp_outstanding",), 2020, 2022, 1)]


def test_rules_that_were_not_found_are_said_to_be_missing() -> None:
    for slug in ("kipp-2022", "kipp-2023", "kipp-2025"):
        rules = BY_SLUG[slug].eligibility
        assert rules is not None
        assert all(one.not_found for one in rules.groups), slug


def test_the_twenty_indicators(iid: LevelledIndicators) -> None:
    assert [one.number for one in iid.indicators] == list(range(16, 36))
    weights = [3, 2, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 2, 3, 2, 3, 2, 4]
    assert [one.weight for one in iid.indicators] == weights
    assert iid.weights_sum == sum(weights) == 37
    assert {one.number for one in iid.indicators if one.must} == {16, 17, 32, 33, 35}
    assert {one.most for one in iid.indicators} == {3}


@pytest.mark.parametrize(
    ("number", "basis", "bounds"),
    [
        (17, None, [(1, 10), (11, 30), (31, None)]),
        (20, None, [(1, 1), (2, 2), (3, None)]),
        (22, None, [(3, 3), (4, 4), (5, None)]),
        (24, None, [(2, 2), (3, 4), (5, None)]),
        (27, None, [(1, 1), (2, 2), (3, None)]),
        (28, None, [(6, None), (2, 5), (1, 1)]),
        (29, None, [(None, 50), (51, 90), (91, None)]),
        (31, None, [(1, 1), (2, 2), (3, None)]),
        (32, None, [(9, None), (5, 8), (1, 4)]),
        (33, "orang", [(1, 200), (201, 500), (501, None)]),
        (33, "unit", [(5, 20), ("20.01", 50), ("50.01", None)]),
        (33, "efisiensi_belanja", [("0.01", 10), ("10.01", 20), ("20.01", 30)]),
        (33, "pendapatan", [("0.01", "9.99"), (10, "19.99"), (20, None)]),
        (33, "produk", [(1, 100), (101, 200), (201, None)]),
        (33, "tren_positif", [(1, 1), (2, 2), (3, 3)]),
        (35, None, [(1, 2), (3, 4), (5, 5)]),
    ],
)
def test_levels_that_are_numbers(
    iid: LevelledIndicators, number: int, basis: str | None, bounds: list[tuple[str | int | None, str | int | None]]
) -> None:
    indicator = next(one for one in iid.indicators if one.number == number)
    levels = indicator.levels_of(basis)
    assert levels is not None
    expected = [tuple(None if bound is None else Decimal(bound) for bound in pair) for pair in bounds]
    assert [(one.at_least, one.at_most) for one in levels] == expected


def test_the_benefit_is_measured_in_one_of_six_ways(iid: LevelledIndicators) -> None:
    assert {one.number: len(one.bases) for one in iid.indicators if one.bases} == {33: 6}


def test_the_terms_of_the_index_come_to_250(iid: LevelledIndicators) -> None:
    formula = iid.formula
    assert formula is not None
    # 21 x 3 of the government, 37 x 3 of an innovation, 0.38 for each of 200 innovations
    assert formula.government_most == 21 * 3 == 63
    assert iid.weights_sum * 3 == 111
    assert formula.count_share * formula.count_most == 76
    assert formula.total == 63 + 111 + 76 == 250


def test_the_basic_services_are_terms_of_the_shipped_scheme(iid: LevelledIndicators) -> None:
    formula = iid.formula
    assert formula is not None
    scheme = next(one for one in read_reference().classifications if one.slug == formula.scheme)
    basic = [one.slug for one in scheme.terms if one.note == "Urusan wajib pelayanan dasar."]
    assert list(formula.basic_services) == basic
    assert len(basic) == 6


def test_divisors_have_a_source_each(iid: LevelledIndicators) -> None:
    assert iid.formula is not None
    told = {one.year: (one.value, one.source.confidence) for one in iid.formula.divisors}
    assert told == {2023: (10, MEDIUM), 2026: (12, LOW), 2027: (14, LOW)}


def test_thresholds_by_year(iid: LevelledIndicators) -> None:
    told = {
        thresholds.years: [(one.code, str(one.at_least), str(one.at_most)) for one in thresholds.predicates]
        for thresholds in iid.thresholds
    }
    assert told == {
        (2022,): [
            ("sangat_inovatif", "60", "100"),
            ("inovatif", "35.6", "58.28"),
            ("kurang_inovatif", "0.4", "33.97"),
        ],
        (2023, 2024): [
            ("sangat_inovatif", "60.01", "100"),
            ("inovatif", "35", "60"),
            ("kurang_inovatif", "0.01", "34.99"),
            ("tidak_dapat_dinilai", "0", "0"),
        ],
        (2025,): [("sangat_inovatif", "65.01", "100")],
        (2026,): [
            ("sangat_inovatif", "65.01", "100"),
            ("inovatif", "40.01", "65"),
            ("kurang_inovatif", "0.01", "40"),
            ("tidak_dapat_dinilai", "0", "0"),
        ],
    }
