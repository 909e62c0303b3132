"""The words of statistics: every code that is used has them, once, in both languages."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.reference.files import vocabularies
from app.statistics.catalogue import STATISTICS
from app.statistics.wording import FOLDER, read_words, words


def test_every_statistic_has_words_for_what_it_answers_with() -> None:
    said = words()
    assert {one.name for one in STATISTICS} == set(said.statistics)
    for one in STATISTICS:
        assert set(one.dimensions) <= set(said.dimensions), one.name
        assert set(one.measures) <= set(said.measures), one.name
        assert one.multiple <= set(one.dimensions), one.name
    assert len({one.name for one in STATISTICS}) == len(STATISTICS)


def test_dimensions_take_their_labels_from_vocabularies_that_there_are() -> None:
    known = {one.name for one in vocabularies()}
    assert {one.vocabulary for one in words().dimensions.values()} - {None} <= known


def test_two_files_that_word_one_code_are_refused(tmp_path: Path) -> None:
    text = "labels: {one: {id: satu, en: one}}"
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(text)
    with pytest.raises(ValueError, match="two files word the label one"):
        read_words(tmp_path)


def test_a_file_with_a_word_too_few_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("labels: {one: {id: satu}}")
    with pytest.raises(ValidationError):
        read_words(tmp_path)


def test_every_file_is_read() -> None:
    assert all(path.suffix == ".yaml" for path in FOLDER.iterdir())
