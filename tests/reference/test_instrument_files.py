"""Spoilt files of instruments: every problem with its file, line and field, and nothing taken for what it is not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.reference.instrument_files import INSTRUMENTS, read_instruments
from app.reference.marked import CorruptReference

Edit = Callable[[str, str, str], int]

KIPP = "kipp-2023.yaml"
IID = "iid-2026.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped instruments, to be spoilt."""
    return Path(shutil.copytree(INSTRUMENTS, tmp_path / "instruments"))


def problems(path: Path) -> list[str]:
    with pytest.raises(CorruptReference) as caught:
        read_instruments(path)
    return [problem.text for problem in caught.value.problems]


SUM = "weights_sum"
ELSEWHERE = ("the weights sum", "the terms come", "two ", "a year has", "must be said", "original_awards")
SPOILT = [
    # sums
    (
        KIPP,
        "      weight: 15\n      max_words: 200",
        "      weight: 14\n      max_words: 200",
        f"{SUM}: the weights sum to 99",
    ),
    (KIPP, "weights_sum: 100", "weights_sum: 101", f"{SUM}: the weights sum to 100, not to 101"),
    (KIPP, "weights_sum: 100", "weights_sum: unknown", f"{SUM}: must be said where every weight is known"),
    (IID, "weights_sum: 37", "weights_sum: 36", f"{SUM}: the weights sum to 37, not to 36"),
    (IID, "government_most: 63", "government_most: 62", "total: the terms come to 249 at their most, not to 250"),
    (IID, "count_share: 0.38", "count_share: 0.385", "total: the terms come to 251 at their most, not to 250"),
    # numbers
    (KIPP, "      weight: 30", "      weight: NaN", "weight: input should be a finite number"),
    (KIPP, "      weight: 30", "      weight: Infinity", "weight: input should be a finite number"),
    (KIPP, "      weight: 30", "      weight: 1e999999", "weight: decimal input should have no more than 12 digits"),
    (KIPP, "      weight: 30", "      weight: 30.00001", "weight: decimal input should have no more than 4 decimal"),
    (KIPP, "      weight: 30", '      weight: "30,5"', "weight: input should be a valid decimal"),
    (KIPP, "      weight: 30", "      weight: -30", "weight: must not be below 0"),
    (KIPP, "      weight: 30", "      weight: tiga puluh", "weight: input should be a valid decimal"),
    (KIPP, "      weight: 30\n", "      weight:\n", "weight: is empty; write unknown, or leave it out"),
    (KIPP, "max_words: 600", "max_words: 0", "max_words: input should be greater than or equal to 1"),
    (KIPP, "max_words: 600", "max_words: banyak", "max_words: input should be a valid integer"),
    # scales
    (KIPP, "scale: {min: 0, max: 100, step: 1}", "scale: {min: 0, max: 0, step: 1}", "max: max must be above min"),
    (KIPP, "scale: {min: 0, max: 100, step: 1}", "scale: {min: -1, max: 100, step: 1}", "max: max must be above min"),
    (
        KIPP,
        "scale: {min: 0, max: 100, step: 1}",
        "scale: {min: 0, max: 100, step: 3}",
        "step: step must divide the way",
    ),
    (KIPP, "scale: {min: 0, max: 100, step: 1}", "scale: {min: 0, max: 100, step: 0}", "step: input should be greater"),
    (KIPP, "scale: {min: 0, max: 100, step: 1}", "scale: {min: 0, max: 100}", "step: field required"),
    # names
    (KIPP, "code: signifikansi", "code: kebaruan", "code: two criteria have the same code"),
    (KIPP, "code: signifikansi", "code: Signifikansi", "code: string should match pattern"),
    (KIPP, "      max_words: 600", "      max_word: 600", "max_word: extra inputs are not permitted"),
    (KIPP, "fields: [problem, goal]", "fields: [problem, gaol]", "fields: input should be 'name', 'summary'"),
    (KIPP, "fields: [problem, goal]", "fields: [problem, problem]", "fields: is given twice"),
    (KIPP, "evidence: [laporan_evaluasi]", "evidence: [video, video]", "evidence: is given twice"),
    (
        KIPP,
        "  weights_sum: 100",
        "  tie_break: [ringkasan]\n  weights_sum: 100",
        "tie_break: ties are broken by what is not",
    ),
    (
        KIPP,
        "  weights_sum: 100",
        "  tie_break: [dampak]\n  weights_sum: 100",
        "tie_break: ties are broken by what is not",
    ),
    (KIPP, "kind: weighted_form", "kind: formulir", "kind: input should be 'weighted_form'"),
    (KIPP, "kind: weighted_form", "kind: levelled_indicators", "kind: a weighted_form has a form"),
    (KIPP, "official: true", "official: mungkin", "official: input should be a valid boolean"),
    (KIPP, "code: kipp\n", "code: kipp_nasional\n", "code: string should match pattern"),
    (KIPP, "code: kipp\n", 'code: "../kipp"\n', "code: string should match pattern"),
    (KIPP, "  en: Public Service Innovation Competition 2023\n", '  en: "Compe\\0tition"\n', "en: control character"),
    # dates
    (KIPP, "valid_to: 2023", "valid_to: 2022", "valid_to: lies before valid_from"),
    (KIPP, "valid_to: 2023", "valid_to: 2023-13", "valid_to: a partial date is YYYY"),
    (KIPP, "valid_to: 2023", "valid_to: 2023-02-30", "valid_to: "),
    (KIPP, "closes_on: unknown", "closes_on: 2023-02-30", "closes_on: "),
    (KIPP, "closes_on: unknown", "closes_on: 1682899200", "closes_on: not a date"),
    (KIPP, "closes_on: unknown", "closes_on: 2023-05", "closes_on: not a date"),
    (KIPP, "  closes_on: unknown\n", "  closes_on: ~\n", "closes_on: is empty; write unknown"),
    # rules of admission
    (KIPP, "from_year: 2020, to_year: 2022}", "from_year: 2020, to_year: 2019}", "to_year: lies before from_year"),
    (
        KIPP,
        "awards: [kipp_top_15_khusus], times: 2",
        "awards: [], times: 2",
        "awards: list should have at least 1 item",
    ),
    (KIPP, "awards: [kipp_top_15_khusus], times: 2", "awards: [x], times: 0", "times: input should be greater than"),
    (
        "kipp-2021.yaml",
        "quota: {most: 10, per: instansi}",
        "quota: {most: 10, per: dinas}",
        "per: input should be 'instansi'",
    ),
    (
        "kipp-2021.yaml",
        "quota: {most: 5, per: instansi}",
        "quota: {most: 0, per: instansi}",
        "most: input should be greater",
    ),
    ("kipp-2021.yaml", "needs: adapts_awarded", "needs: adapts", "original_awards: original_awards go with needs"),
    ("kipp-2021.yaml", "    - code: khusus", "    - code: umum", "code: two groups have the same code"),
    # levels
    (
        IID,
        "{level: 2, label: {id: 11-30 orang",
        "{level: 3, label: {id: 11-30 orang",
        "level: levels must be 1, 2, 3 in",
    ),
    (IID, "at_least: 11, at_most: 30}", "at_least: 10, at_most: 30}", "at_least: levels must not overlap"),
    (IID, "at_least: 2, at_most: 5}", "at_least: 2, at_most: 6}", "at_least: levels must not overlap"),
    (IID, "at_least: 11, at_most: 30}", "at_least: 11, at_most: 10}", "at_most: a level ends below its begin"),
    (
        IID,
        "More than 30 people}, at_least: 31}",
        "More than 30 people}}",
        "levels: either all levels have bounds, or none",
    ),
    (
        IID,
        "More than 30 people}, at_least: 31}",
        "x}, at_least: 5}",
        "levels: the bounds of levels must go up, or down",
    ),
    (IID, "number: 17", "number: 16", "number: two indicators have the same number"),
    (IID, "code: sdm", "code: regulasi", "code: two indicators have the same code"),
    (IID, "code: unit\n", "code: orang\n", "code: two bases have the same code"),
    (
        IID,
        "must: true\n      evidence: [video]",
        "must: wajib\n      evidence: [video]",
        "must: input should be a valid boolean",
    ),
    # the index
    (IID, "years: [2025]", "years: [2024]", "thresholds: a year has two sets of thresholds"),
    (IID, "years: [2025]", "years: []", "years: list should have at least 1 item"),
    (IID, "at_least: 35.60, at_most: 58.28", "at_least: 35.60, at_most: 60", "at_least: predicates must not overlap"),
    (IID, "at_least: 35.60, at_most: 58.28", "at_least: 35.60, at_most: 35.59", "at_most: a predicate ends below"),
    (IID, "year: 2027", "year: 2026", "year: a year has two divisors"),
    (IID, "value: 12", "value: 0", "value: input should be greater than or equal to 1"),
    (IID, "      - sosial\n", "      - kesehatan\n", "basic_services: is given twice"),
    (IID, "scheme: urusan", "scheme: Urusan!", "scheme: string should match pattern"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), SPOILT)
def test_what_is_wrong_is_told_with_file_line_and_field(
    folder: Path, edit: Edit, name: str, old: str, new: str, expected: str
) -> None:
    line = edit(name, old, new)
    (told,) = problems(folder)
    file, at, said = told.split(":", 2)
    assert file == name
    assert said.strip().startswith(expected), told
    # what does not fit together is told where it is said, which need not be where it was spoilt
    if not any(words in said for words in ELSEWHERE):
        assert line - 3 <= int(at) <= line + new.count("\n"), (told, line)


def test_all_files_are_told_of_at_once(folder: Path, edit: Edit) -> None:
    first = edit(KIPP, "      weight: 30", "      weight: NaN")
    second = edit(KIPP, "max_words: 600", "max_words: 0")
    third = edit(IID, "value: 12", "value: 0")
    (folder / "kosong.yaml").write_text("", encoding="utf-8")
    assert [text.rsplit(": ", 1)[0] for text in problems(folder)] == [
        f"{IID}:{third}: value",
        f"{KIPP}:{first}: weight",
        f"{KIPP}:{second}: max_words",
        "kosong.yaml:1: file",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"code: [uji\n", "2: file: is not YAML: "),
        (b"code: uji\ncode: uji\n", "2: code: is given twice"),
        (b"- code: uji\n", "1: file: input should be a valid mapping"),
        (b"code: !!python/name:os.system\n", "1: code: has a tag; only plain YAML is read"),
        (b"code: &kode uji\nedition: *kode\n", "2: edition: repeats another part by reference"),
        (b"code: uji\xff\n", "1: file: is not UTF-8"),
        (b"code: uji\n", "1: confidence: field required"),
    ],
)
def test_what_is_not_plain_yaml_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "uji.yaml").write_bytes(content)
    assert problems(tmp_path / "uji.yaml")[0].startswith(f"uji.yaml:{expected}")


def test_two_files_of_one_edition_are_told(folder: Path) -> None:
    shutil.copy(folder / KIPP, folder / "salinan.yaml")
    assert problems(folder) == ["salinan.yaml:3: edition: kipp-2023 is in kipp-2023.yaml already"]


def test_two_files_of_one_address_are_told(folder: Path) -> None:
    """The code and the edition of two instruments can make one address."""
    other = (folder / KIPP).read_text(encoding="utf-8").replace("code: kipp\n", "code: a-b\n", 1)
    (folder / "satu.yaml").write_text(other.replace('edition: "2023"', "edition: c", 1), encoding="utf-8")
    other = other.replace("code: a-b\n", "code: a\n", 1).replace('edition: "2023"', "edition: b-c", 1)
    (folder / "tiga.yaml").write_text(other, encoding="utf-8")
    assert problems(folder) == ["tiga.yaml:3: edition: a-b-c is in satu.yaml already"]


def test_a_single_file_is_read_alone(folder: Path, edit: Edit) -> None:
    edit(IID, "value: 12", "value: 0")
    assert [one.slug for one in read_instruments(folder / KIPP)] == ["kipp-2023"]


def test_a_folder_or_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "hilang") == ["hilang:1: file: cannot be read: No such file or directory"]
    assert problems(tmp_path / "hilang.yaml") == ["hilang.yaml:1: file: cannot be read: No such file or directory"]
    (tmp_path / "catatan.txt").write_text("bukan instrumen", encoding="utf-8")
    assert problems(tmp_path) == [f"{tmp_path.name}:1: folder: has no *.yaml"]
