"""Spoilt files: every problem with its file, line and field, and all of them at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.reference.files import read_reference, vocabularies
from app.reference.marked import CorruptReference

Edit = Callable[[str, str, str], int]


def problems(folder: Path) -> list[str]:
    with pytest.raises(CorruptReference) as caught:
        read_reference(folder)
    return [problem.text for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("innovations.yaml", "represents: 37", "represents: many", "represents: input should be a valid integer"),
        ("innovations.yaml", "represents: 37", "represents: 0", "represents: input should be greater than 0"),
        ("innovations.yaml", "- stage: inisiatif", "- stage: rencana", "stage: input should be 'inisiatif'"),
        ("innovations.yaml", "initiator: asn", "initiator: [asn]", "initiator: input should be"),
        ("innovations.yaml", "initiator: asn", "inisiator: asn", "inisiator: extra inputs are not permitted"),
        ("innovations.yaml", "name: Verolin\n", "name:\n", "name: input should be a valid string"),
        ("innovations.yaml", "slug: verolin", "slug: Verolin", "slug: string should match pattern"),
        ("innovations.yaml", "name: Verolin\n", 'name: "Vero\\0lin"\n', "name: control character"),
        (
            "innovations.yaml",
            "summary: Sistem laporan kematian online.",
            'summary: ""',
            "summary: value should have at least 1 item",
        ),
        ("sources.yaml", "published_on: 2021-06-30", "published_on: 2021-06-31", "published_on: "),
        ("sources.yaml", "published_on: 2021-06-30", "published_on: 30/6/2021", "published_on: a partial date is YYYY"),
        ("areas.yaml", "edition: 2026-11-22", "edition: 20261122x", "edition: invalid isoformat string"),
        ("areas.yaml", "edition: 2026-11-22", "edition:", "edition: must be a date YYYY-MM-DD"),
        ("areas.yaml", "code: 12.71.21,", "code: 12.7121,", "code: string should match pattern"),
    ],
)
def test_a_wrong_value_is_told_with_file_line_and_field(
    folder: Path, edit: Edit, name: str, old: str, new: str, expected: str
) -> None:
    line = edit(name, old, new)
    told = problems(folder)
    assert len(told) == 1
    assert told[0].startswith(f"{name}:{line}: {expected}")


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("innovations.yaml", "agency: diskominfo", "agency: kominfo", "agency: unknown agency 'kominfo'"),
        ("innovations.yaml", "person: oki-leksmana", "person: oki", "person: unknown person 'oki'"),
        ("innovations.yaml", "places: [{area: 12.71}]", "places: [{area: 12.72}]", "area: unknown area '12.72'"),
        (
            "innovations.yaml",
            "- lan-medan-2017/kearsipan",
            "- lan-medan-2017/arsip",
            "classifications: unknown term 'lan-medan-2017/arsip'",
        ),
        ("innovations.yaml", "slug: aladin", "slug: verolin", "slug: is the same as in line "),
        (
            "innovations.yaml",
            "source: lintasmedan-2017",
            "source: lintasmedan",
            "source: unknown source 'lintasmedan'",
        ),
        ("innovations.yaml", "fields: [name, represents, summary]", "fields: [nama]", "fields: 'nama' is no field"),
        (
            "innovations.yaml",
            "aliases: [{name: Mercy, kind: alias, note: Nama yang dipakai pada 2024}]",
            "aliases: [{name: Mercy, kind: alias}, {name: Mercy, kind: ejaan}]",
            "name: is given twice",
        ),
        (
            "people.yaml",
            "{agency: bkpsdm, title: Kabid Pengembangan, first_stated_on: 2017-08-21}",
            "{agency: bkpsdm, first_stated_on: 2017-08-21, last_stated_on: 2017-07}",
            "last_stated_on: is before first_stated_on",
        ),
        ("agencies.yaml", "parent: lan-ri\n", "parent: lan\n", "parent: unknown agency 'lan'"),
        ("agencies.yaml", "successor: brida", "successor: balitbang", "successor: follows itself in a circle"),
        ("agencies.yaml", "predecessor: bp2rd", "predecessor: bp3rd", "predecessor: unknown agency 'bp3rd'"),
        ("areas.yaml", "{code: 12.71.21.1006,", "{code: 12.71.22.1006,", "code: unknown area '12.71.22'"),
        ("classifications.yaml", "declared_size: 38", "declared_size: 37", "declared_size: is less than the 38 terms"),
        ("classifications.yaml", "slug: statistik,", "slug: persandian,", "slug: is given twice"),
    ],
)
def test_a_wrong_reference_is_told_with_file_line_and_field(
    folder: Path, edit: Edit, name: str, old: str, new: str, expected: str
) -> None:
    line = edit(name, old, new)
    told = problems(folder)
    matching = [text for text in told if f": {expected}" in text]
    assert matching, told
    at = int(matching[0].split(":")[1])
    # what a part of a line breaks may be told a line further down, where the other part stands
    assert line <= at <= line + 1


def test_a_circle_of_successions_is_told(folder: Path, edit: Edit) -> None:
    edit(
        "agencies.yaml",
        "successions:\n",
        "successions:\n  - {predecessor: brida, successor: balitbang, kind: renamed}\n",
    )
    assert [text.rpartition(": ")[2] for text in problems(folder)] == ["follows itself in a circle"] * 2


def test_a_first_day_needs_what_happened_on_it(folder: Path, edit: Edit) -> None:
    line = edit("innovations.yaml", "        first_known_by: kegiatan\n        stages:\n", "        stages:\n")
    expected = f"innovations.yaml:{line - 1}: first_known_on: first_known_on and first_known_by go together"
    assert problems(folder) == [expected]


def test_an_agency_below_itself_is_told(folder: Path, edit: Edit) -> None:
    edit("agencies.yaml", "kind: lembaga, first_stated_on: 2017-08-21}", "kind: lembaga, parent: lan-ri-pusat-inovasi}")
    assert [text for text in problems(folder) if text.endswith("parent: is below itself")]


def test_a_doubt_is_written_from_one_end_only(folder: Path, edit: Edit) -> None:
    edit(
        "innovations.yaml",
        "      - slug: si-surat\n",
        "      - slug: si-surat\n        relations: [{related: e-surat, kind: possibly_same_as}]\n",
    )
    assert [text for text in problems(folder) if text.endswith("related: is already said from the other end")]


def test_an_innovation_has_no_relation_to_itself(folder: Path, edit: Edit) -> None:
    line = edit(
        "innovations.yaml",
        "      - slug: si-surat\n",
        "      - slug: si-surat\n        relations: [{related: si-surat, kind: adapts}]\n",
    )
    assert problems(folder) == [f"innovations.yaml:{line + 1}: related: is the innovation itself"]


def test_a_fact_without_a_citation_is_told(folder: Path, edit: Edit) -> None:
    line = edit("innovations.yaml", "        kind: digital\n        agency: bagian-umum\n", "        goal: Cepat.\n")
    assert problems(folder) == [f"innovations.yaml:{line}: goal: has no citation"]


def test_an_article_is_not_cited_without_its_phrase(folder: Path, edit: Edit) -> None:
    line = edit(
        "people.yaml",
        "{fields: [name, positions], phrase: Kabag Orta Gelora KP Ginting}",
        "{fields: [name, positions]}",
    )
    assert problems(folder) == [f"people.yaml:{line}: phrase: a fact from a founding article needs its phrase"]


def test_a_fact_of_a_group_is_told_where_the_group_says_it(folder: Path, edit: Edit) -> None:
    line = edit(
        "innovations.yaml",
        "      kind: non_digital\n      agency: sekretariat-dprd\n",
        "      kind: non_digital\n      agency: setwan\n",
    )
    assert problems(folder) == [f"innovations.yaml:{line + 1}: agency: unknown agency 'setwan'"]


def test_all_problems_are_told_at_once(folder: Path, edit: Edit) -> None:
    first = edit("areas.yaml", "{code: 12.71.21.1006, name: Sempakata}", "{code: 12.71.21.1006}")
    second = edit("innovations.yaml", "represents: 37", "represents: -37")
    third = edit("innovations.yaml", "initiator: asn", "initiator: pns")
    (folder / "people.yaml").unlink()
    told = [text.split(": ")[:2] for text in problems(folder)]
    assert told == [
        [f"areas.yaml:{first}", "name"],
        [f"innovations.yaml:{third}", "initiator"],
        [f"innovations.yaml:{second}", "represents"],
        ["people.yaml:1", "file"],
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "1: file: is empty"),
        (b"edition: [2026\n", "2: file: is not YAML: "),
        (b"edition: 2026-11-22\nsources: []\n\x00", "3: file: has a control character"),
        (b"edition: 2026-11-22\nsources: \xff\n", "2: file: is not UTF-8"),
        (b"- a\n- b\n", "1: file: input should be a valid mapping"),
        (b"edition: 2026-11-22\nedition: 2026-11-22\nsources: []\n", "2: edition: is given twice"),
        (b"edition: 2026-11-22\nsources: !!python/name:os.system\n", "2: sources: has a tag; only plain YAML is read"),
        (b"edition: &day 2026-11-22\nsources: *day\n", "2: sources: repeats another part by reference"),
        (b"edition: 2026-11-22\n? [a]\n: b\n", "2: file: a key must be text"),
        (b"edition: 2026-11-22\n", "1: sources: field required"),
        (b"edition: 2026-11-22\nsources: x\n", "2: sources: input should be a valid list"),
    ],
)
def test_what_is_not_plain_yaml_is_told(folder: Path, content: bytes, expected: str) -> None:
    (folder / "sources.yaml").write_bytes(content)
    assert problems(folder)[0].startswith(f"sources.yaml:{expected}")


def test_a_recursive_file_ends(folder: Path) -> None:
    (folder / "sources.yaml").write_text("&all\nedition: 2026-11-22\nsources: *all\n", encoding="utf-8")
    assert [text for text in problems(folder) if "repeats another part by reference" in text]


def test_wrong_vocabularies_are_told_too(folder: Path, edit: Edit) -> None:
    line = edit("vocabularies.yaml", "label: {id: Uji coba, en: Trial}", "label: {id: Uji coba}")
    expected = [f"vocabularies.yaml:{line}: en: field required"]
    assert problems(folder) == expected
    with pytest.raises(CorruptReference) as caught:
        vocabularies(folder)
    assert str(caught.value) == expected[0]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("person: oki-leksmana", "person: oki", "person: unknown person 'oki'"),
        ("on_behalf_of: bobby-nasution", "on_behalf_of: bobby", "on_behalf_of: unknown person 'bobby'"),
        ("agency: brin,", "agency: brun,", "agency: unknown agency 'brun'"),
        ("host: dprd-kabupaten-demak", "host: demak", "host: unknown agency 'demak'"),
        ("organiser: pbb", "organiser: bbp", "organiser: unknown agency 'bbp'"),
        ("classification: lan-medan-2017", "classification: lan", "classification: unknown classification 'lan'"),
        ("programme: fasilitasi-inovasi-pelayanan-publik", "programme: lain", "programme: unknown programme 'lain'"),
        ("ends_on: 2019-06-18", "ends_on: 2019-02", "ends_on: is before starts_on"),
        (
            "participants_declared: 30",
            "participants_declared: 30\n        capacity: 29",
            "participants_declared: is more than the capacity",
        ),
        ("declared_size: 6", "declared_size: 5", "declared_size: is less than the 6 innovations"),
        ("parent: Enam inovasi terbaik", "parent: Tujuh", "parent: no shortlist above it is called 'Tujuh'"),
        ("[verolin, aladin,", "[verolin, aladdin,", "innovations: unknown innovation 'aladdin'"),
        (
            "person: oki-leksmana, agency: dpmptsp",
            "person: bayu-sogara-siregar, agency: dpmptsp",
            "person: is given twice",
        ),
        ("    edition: seminar-action-plan-2017", "    edition: seminar", "edition: unknown edition 'seminar'"),
        ("    document: berita-2017-seminar", "    document: berita", "document: unknown source 'berita'"),
        ("{role: narasumber, person: habibi}", "{role: narasumber, title: Wali}", "people: says neither who"),
    ],
)
def test_programmes_name_what_there_is_and_hold_together(
    folder: Path, edit: Edit, old: str, new: str, expected: str
) -> None:
    edit("programmes.yaml", old, new)
    told = [problem.partition(": ")[2] for problem in problems(folder)]
    assert [one for one in told if one.startswith(expected)], told
