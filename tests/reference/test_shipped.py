"""What the shipped files say: the counts that the articles give, and the words that the facts rest on."""

import re
from collections import Counter
from enum import StrEnum

import pytest

from app.models import codes
from app.models.codes import Confidence, InnovationForm, InnovationKind, RelationKind, Stage
from app.reference.files import ReferenceFiles, read_reference, vocabularies
from app.reference.schemas import InnovationEntry

ARTICLES = {
    "berita-2017-seminar",
    "berita-2019-workshop",
    "berita-2021-dprd",
    "berita-2022-fasilitasi",
    "berita-2023-pelatihan",
}


@pytest.fixture(scope="module")
def files() -> ReferenceFiles:
    return read_reference()


def innovation(files: ReferenceFiles, slug: str) -> InnovationEntry:
    return next(entry for entry in files.innovations if entry.slug == slug)


def phrases(files: ReferenceFiles, slug: str, field: str) -> list[tuple[str, str | None, str]]:
    return [
        (citation.source, citation.phrase, citation.confidence.value)
        for citation in innovation(files, slug).citations
        if field in citation.fields
    ]


def test_the_city_has_its_21_kecamatan_and_151_kelurahan(files: ReferenceFiles) -> None:
    levels = Counter(entry.code.count(".") for entry in files.areas)
    assert levels == {1: 1, 2: 21, 3: 151}


@pytest.mark.parametrize(
    ("code", "kelurahan"),
    [("12.71.01", 12), ("12.71.07", 9), ("12.71.12", 5), ("12.71.18", 9), ("12.71.20", 11), ("12.71.21", 6)],
)
def test_each_kecamatan_has_its_kelurahan(files: ReferenceFiles, code: str, kelurahan: int) -> None:
    assert sum(entry.code.startswith(f"{code}.") for entry in files.areas) == kelurahan


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("Sudirejo", "12.71.01.1010"),
        ("A u r", "12.71.15.1001"),
        ("J a t i", "12.71.15.1003"),
        ("Kota Matsum III", "12.71.01.1006"),
        ("Pulo Brayan Kota", "12.71.05.1004"),
        ("Tanjung Mulia", "12.71.06.1003"),
    ],
)
def test_older_and_local_spellings_lead_to_one_area(files: ReferenceFiles, alias: str, code: str) -> None:
    assert [entry.code for entry in files.areas if alias in {other.name for other in entry.aliases}] == [code]


def test_there_are_31_named_innovations_and_one_that_stands_for_37(files: ReferenceFiles) -> None:
    assert Counter(entry.represents for entry in files.innovations) == {1: 31, 37: 1}
    years = Counter((entry.first_known_on or "")[:4] for entry in files.innovations)
    assert years == {"2017": 1, "2019": 6, "2021": 22, "2023": 3}


def test_the_council_secretariat_has_5_without_and_17_with_information_technology(files: ReferenceFiles) -> None:
    own = [entry for entry in files.innovations if entry.agency == "sekretariat-dprd"]
    assert Counter(entry.kind for entry in own) == {InnovationKind.NON_DIGITAL: 5, InnovationKind.DIGITAL: 17}
    assert {entry.first_known_on for entry in own} == {"2021-07-01"}
    assert all(entry.people == () for entry in own)


def test_the_numbers_in_the_lists_of_the_council_secretariat_are_complete(files: ReferenceFiles) -> None:
    notes = [citation.note or "" for entry in files.innovations for citation in entry.citations]
    numbers = {"I": set[int](), "II": set[int]()}
    for note in notes:
        if found := re.match(r"Daftar (I+)\. .*, nomor (\d+)\.$", note):
            numbers[found[1]].add(int(found[2]))
    assert numbers == {"I": set(range(1, 6)), "II": set(range(1, 18))}


def test_what_the_articles_leave_open_is_unknown(files: ReferenceFiles) -> None:
    assert {entry.form for entry in files.innovations} == {InnovationForm.TIDAK_DIKETAHUI}
    assert innovation(files, "jumat-berkah").kind is InnovationKind.TIDAK_DIKETAHUI
    assert innovation(files, "e-katalog-umkm").agency is None
    staged = {entry.slug: [stage.stage for stage in entry.stages] for entry in files.innovations if entry.stages}
    assert staged == {"hasil-diklat-2017": [Stage.INISIATIF]}


def test_six_clusters_of_seven_are_known(files: ReferenceFiles) -> None:
    scheme = next(entry for entry in files.classifications if entry.slug == "lan-medan-2017")
    assert (scheme.declared_size, len(scheme.terms)) == (7, 6)
    assert len(innovation(files, "hasil-diklat-2017").classifications) == 6
    assert any("tujuh" in (scheme.note or "") or "7" in each.note_id for each in scheme.ambiguities)


def test_the_other_schemes_are_complete(files: ReferenceFiles) -> None:
    sizes = {entry.slug: len(entry.terms) for entry in files.classifications}
    assert sizes == {"lan-medan-2017": 6, "urusan": 38, "kipp-2021": 10, "kipp-2022": 3, "sdg": 17, "kota-cerdas": 6}
    basic = [
        term.slug for entry in files.classifications if entry.slug == "urusan" for term in entry.terms if term.note
    ]
    assert len(basic) == 6


def test_the_personnel_board_is_one_agency_with_three_names(files: ReferenceFiles) -> None:
    board = next(entry for entry in files.agencies if entry.slug == "bkpsdm")
    assert [(version.short_name, version.first_stated_on, version.valid_from) for version in board.versions] == [
        ("BKDPSDM", "2017-08-21", None),
        ("BKD & PSDM", "2019-06-18", None),
        ("BKPSDM", "2023-07-12", None),
    ]


def test_successions_have_no_invented_day_and_a_source(files: ReferenceFiles) -> None:
    assert {(e.predecessor, e.successor, e.effective_on) for e in files.successions} == {
        ("balitbang", "brida", None),
        ("bp2rd", "bapenda", None),
    }
    cited = {
        entry.slug for entry in files.agencies if any("successions" in citation.fields for citation in entry.citations)
    }
    assert {edge.successor for edge in files.successions} <= cited


def test_each_kecamatan_is_an_agency_with_its_area(files: ReferenceFiles) -> None:
    offices = {version.area: version.name for entry in files.agencies for version in entry.versions if version.area}
    for area in files.areas:
        if area.code.count(".") == 2:
            assert offices[area.code] == f"Kecamatan {area.name}"


def test_people_are_named_without_their_degrees(files: ReferenceFiles) -> None:
    assert len(files.people) == 18
    bayu = next(entry for entry in files.people if entry.slug == "bayu-sogara-siregar")
    assert (bayu.name, bayu.degrees) == ("Bayu Sogara Siregar", "SE, MM")
    innovators = {part.person for entry in files.innovations for part in entry.people}
    assert len(innovators) == 6
    assert all(position.valid_from is None for entry in files.people for position in entry.positions)


def test_every_fact_of_verolin_leads_to_its_phrase(files: ReferenceFiles) -> None:
    words = (
        "Verolin (sistem untuk verifikasi reklame secara online) dengan inovator Bayu Sogara Siregar SE MM "
        "dari Dinas Penanaman Modal dan PTSP"
    )
    said = ("berita-2019-workshop", words)
    assert innovation(files, "verolin").facts() == {
        "name",
        "summary",
        "kind",
        "agency",
        "people",
        "first_known_on",
        "first_known_by",
    }
    for field in ("name", "summary", "people"):
        assert phrases(files, "verolin", field) == [(*said, "disebut")]
    assert phrases(files, "verolin", "kind") == [(*said, "disimpulkan")]
    assert phrases(files, "verolin", "agency") == [(*said, "disimpulkan")]
    day = "menutup Workshop Inovasi Pelayanan Publik di Lingkungan Pemerintah Kota Medan Tahun Anggaran 2019"
    assert (phrases(files, "verolin", "first_known_on")[0][1] or "").startswith(day)


@pytest.mark.parametrize(
    ("slug", "phrase"),
    [
        ("dprd-menyapa", "LAYANAN KEHUMASAN “DPRD MENYAPA”"),
        ("e-disposisi", "E- DISPOSISI"),
        ("e-reses", "E- RESES"),
        ("tv-media", "TV Media"),
        ("qr-code-kegiatan-dprd", "PENGGUNAAN QR CODE PADA KEGIATAN DPRD KOTA MEDAN"),
        ("sibisa", "Layanan Sibisa yang mempermudah pengurusan administrasi kependudukan dan catatan sipil"),
        ("seraton", "Seraton (sistem laporan kematian online) Elvianty Pohan SE dari Dinas Disdukcapil"),
    ],
)
def test_names_keep_the_words_as_printed(files: ReferenceFiles, slug: str, phrase: str) -> None:
    assert phrase in {words for _, words, _ in phrases(files, slug, "name")}


def test_phrases_come_from_the_articles_and_nothing_else(files: ReferenceFiles) -> None:
    records = (
        *files.classifications,
        *files.agencies,
        *files.people,
        *files.innovations,
        *files.programmes,
        *files.editions,
    )
    for citation in (citation for record in records for citation in record.citations):
        assert (citation.phrase is not None) == (citation.source in ARTICLES)
        assert (citation.confidence is Confidence.DARI_LUAR) == (citation.source not in ARTICLES)


def test_doubts_between_innovations_are_doubts(files: ReferenceFiles) -> None:
    relations = {(entry.slug, each.related, each.kind) for entry in files.innovations for each in entry.relations}
    assert relations == {
        ("e-disposisi", "si-surat", RelationKind.POSSIBLY_SAME_AS),
        ("e-surat", "si-surat", RelationKind.POSSIBLY_SAME_AS),
    }
    for slug in ("seraton", "sitancap", "sibisa", "e-reses", "si-surat"):
        assert any(each.field == "relations" for each in innovation(files, slug).ambiguities)


def test_every_vocabulary_names_the_codes_of_the_tables_in_their_order() -> None:
    enums = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): [code.value for code in kind]
        for name, kind in vars(codes).items()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    }
    assert {words.name: [code.code for code in words.codes] for words in vocabularies()} == enums


def test_vocabularies_are_read_once() -> None:
    assert vocabularies() is vocabularies()
