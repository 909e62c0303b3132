"""What the shipped programmes say: the events of the five articles, who took part, and what stays open."""

from collections import Counter
from collections.abc import Iterator

import pytest

from app.models.codes import Confidence, EditionRole
from app.reference.files import ReferenceFiles, read_reference
from app.reference.programme_schemas import EditionEntry

# what the pages around the articles say, which is nobody's record here
NOISE = (
    "kompolnas",
    "polda",
    "muaro jambi",
    "bambang",
    "junaidi",
    "sidempuan",
    "sidimpuan",
    "pln",
    "hutama karya",
    "pertamina",
    "kemendes",
    "comment",
    "komentar",
)


@pytest.fixture(scope="module")
def files() -> ReferenceFiles:
    return read_reference()


def edition(files: ReferenceFiles, slug: str) -> EditionEntry:
    return next(entry for entry in files.editions if entry.slug == slug)


def test_the_six_events_are_five_editions_and_the_visit_of_one(files: ReferenceFiles) -> None:
    told = {entry.slug: (entry.kind.value, entry.starts_on, entry.ends_on) for entry in files.editions}
    assert told == {
        "seminar-action-plan-2017": ("seminar", "2017-08-21", None),
        "workshop-2019": ("workshop", "2019-03-18", "2019-06-18"),
        "peresmian-22-inovasi-2021": ("peresmian", "2021-07-01", None),
        "fasilitasi-2022": ("fasilitasi", "2022-03-15", None),
        "pelatihan-2023": ("pelatihan", "2023-07-12", None),
    }
    (visit,) = edition(files, "workshop-2019").visits
    assert (visit.name, visit.visited_on, visit.host, visit.host_name, visit.place, visit.adopted) == (
        "Benchmarking To Best Practise",
        "2019",
        None,
        None,
        None,
        None,
    )


def test_programmes_without_an_edition_are_programmes_too(files: ReferenceFiles) -> None:
    held = {entry.programme for entry in files.editions}
    assert {entry.slug: entry.kind.value for entry in files.programmes if entry.slug not in held} == {
        "kompetisi-inovasi-pelayanan-publik": "kompetisi",
        "top-inovasi-pelayanan-publik": "penghargaan",
        "unpsa": "penghargaan",
        "satu-unit-kerja-satu-inovasi": "gerakan",
        "apresiasi-unit-pelayanan": "penghargaan",
        "transfer-inovasi": "gerakan",
    }


def test_six_are_the_best_and_three_of_them_are_shown_without_names(files: ReferenceFiles) -> None:
    best, shown = edition(files, "workshop-2019").shortlists
    assert (best.declared_size, best.innovations) == (
        6,
        ("verolin", "aladin", "sitancap", "jumat-berkah", "seraton", "si-surat"),
    )
    assert (shown.declared_size, shown.innovations, shown.parent) == (3, (), best.name)


def test_the_launch_is_of_22_innovations_in_two_lists(files: ReferenceFiles) -> None:
    whole, *parts = edition(files, "peresmian-22-inovasi-2021").shortlists
    assert [len(listed.innovations) for listed in (whole, *parts)] == [22, 5, 17]
    assert set(whole.innovations) == {slug for part in parts for slug in part.innovations}
    own = {entry.slug for entry in files.innovations if entry.agency == "sekretariat-dprd"}
    assert set(whole.innovations) == own


def test_people_are_in_the_part_that_an_article_gives_them(files: ReferenceFiles) -> None:
    seminar = edition(files, "seminar-action-plan-2017")
    assert {(part.person, part.agency) for part in seminar.people if part.role is EditionRole.PENGUJI} == {
        ("m-aswad", "lan-ri-pusat-inovasi"),
        (None, "lan-ri"),
    }
    workshop = Counter(part.role.value for part in edition(files, "workshop-2019").people)
    assert workshop == {"penutup": 1, "panitia": 1, "peserta": 6}
    unnamed = {
        (entry.slug, part.role.value, part.agency or part.institution_name)
        for entry in files.editions
        for part in entry.people
        if part.person is None
    }
    assert unnamed == {
        ("seminar-action-plan-2017", "penguji", "lan-ri"),
        ("seminar-action-plan-2017", "mentor", "Kecamatan para peserta"),
        ("fasilitasi-2022", "narasumber", "kementerian-panrb"),
        ("pelatihan-2023", "fasilitator", "brin"),
        ("pelatihan-2023", "fasilitator", "brida"),
        ("pelatihan-2023", "fasilitator", "universitas-sumatera-utara"),
    }


def test_everybody_named_is_on_record(files: ReferenceFiles) -> None:
    parts = {who for entry in files.editions for part in entry.people for who in (part.person, part.on_behalf_of)}
    innovators = {part.person for entry in files.innovations for part in entry.people}
    rest = {entry.slug for entry in files.people} - parts - innovators
    assert rest == {"diah-natalisa"}, "quoted on the competition, and in no edition"


def test_habibi_is_somebody_of_his_own_until_a_person_says_otherwise(files: ReferenceFiles) -> None:
    people = {entry.slug: entry for entry in files.people}
    assert people["habibi"].positions == ()
    assert all("tidak disatukan" in each.note_id for each in people["habibi"].ambiguities)
    seminar = edition(files, "seminar-action-plan-2017")
    told = [each for each in seminar.citations if "Habibi" in (each.phrase or "")]
    assert [each.confidence for each in told] == [Confidence.DISIMPULKAN]


@pytest.mark.parametrize(
    ("slug", "field", "word"),
    [
        ("seminar-action-plan-2017", "classification", "ketujuh"),
        ("seminar-action-plan-2017", "starts_on", "Tahun tidak tercetak"),
        ("seminar-action-plan-2017", "people", "Habibi"),
        ("workshop-2019", "kind", "diklat"),
        ("workshop-2019", "shortlists", "yang mana"),
        ("workshop-2019", "visits", "tidak disebut"),
        ("workshop-2019", "people", "Seraton"),
        ("peresmian-22-inovasi-2021", "starts_on", "bukan hari mulai dipakai"),
        ("fasilitasi-2022", "starts_on", "2022 disimpulkan"),
        ("fasilitasi-2022", "sessions", "dicabut"),
        ("fasilitasi-2022", None, "tercetak dua kali"),
        ("pelatihan-2023", "starts_on", "berita lain"),
        ("pelatihan-2023", "people", "Ferry"),
        ("pelatihan-2023", None, "tercetak dua kali"),
    ],
)
def test_what_is_open_is_noted(files: ReferenceFiles, slug: str, field: str | None, word: str) -> None:
    assert [each for each in edition(files, slug).ambiguities if each.field == field and word in each.note_id]


def test_a_doubled_text_doubles_no_fact(files: ReferenceFiles) -> None:
    for record in (*files.programmes, *files.editions):
        said = Counter(
            (field, each.source, each.phrase) for each in record.citations for field in each.fields if each.phrase
        )
        assert set(said.values()) <= {1}, record.slug


def names(files: ReferenceFiles) -> Iterator[str]:
    """Yield every name of an entity."""
    for entry in (*files.innovations, *files.programmes, *files.editions, *files.people):
        yield from (entry.slug, entry.name)
    for agency in files.agencies:
        yield agency.slug
        yield from (version.name for version in agency.versions)
        yield from (version.short_name or "" for version in agency.versions)
        yield from (alias.name for alias in agency.aliases)
    for innovation in files.innovations:
        yield from (alias.name for alias in innovation.aliases)
    for programme in files.programmes:
        yield from programme.aliases
    for held in files.editions:
        yield from (part.institution_name or "" for part in held.people)
        yield from (visit.host_name or "" for visit in held.visits)
        yield from (visit.place or "" for visit in held.visits)


def test_what_stands_around_an_article_is_nobody(files: ReferenceFiles) -> None:
    for name in names(files):
        words = f" {name.lower().replace('-', ' ')} "
        assert not [noise for noise in NOISE if f" {noise} " in words], name


def test_the_plans_of_2017_are_counted_and_none_is_made_up(files: ReferenceFiles) -> None:
    (counted,) = files.plan_aggregates
    assert (counted.slug, counted.edition, counted.count, counted.innovators) == (
        *("rencana-2017", "seminar-action-plan-2017", 37, 37),
    )
    held = edition(files, counted.edition)
    assert held.participants_declared == counted.count
    # the words that it rests on are those of the article that the edition rests on
    assert (counted.document, counted.phrase) in {(cited.source, cited.phrase) for cited in held.citations}
