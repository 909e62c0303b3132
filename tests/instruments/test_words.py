"""How words are counted: by white space of any kind, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instruments.words import count_words, over_by

# what Unicode calls white space, as far as a form may hold it
BLANKS = " \t\n\r\x0b\x0c\x85\N{NO-BREAK SPACE}\N{EN QUAD}\N{EM SPACE}\N{NARROW NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (BLANKS, 0),
        ("Sistem", 1),
        ("  Sistem\t\tlaporan \r\n kematian\n\n", 3),
        ("a\N{NO-BREAK SPACE}b\N{IDEOGRAPHIC SPACE}c\N{EM SPACE}d\x85e", 5),
        # an unseen joiner is no blank, and a hyphen or a stroke parts nothing
        ("satu\N{ZERO WIDTH SPACE}kata", 1),
        ("dan/atau tepat-guna", 2),
        ("Rp 1.000.000,00", 2),
        ("satu - dua", 3),
        ("di-\nsambung", 2),
    ],
)
def test_words_are_what_stands_between_white_space(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(("words", "over"), [(0, 0), (199, 0), (200, 0), (201, 1), (350, 150)])
def test_a_text_is_over_by_the_words_beyond_the_limit(words: int, over: int) -> None:
    assert over_by("kata " * words, 200) == over


@given(st.lists(st.text("abc,.-/", min_size=1), max_size=30), st.text(BLANKS, min_size=1, max_size=5))
def test_neither_the_sort_nor_the_number_of_blanks_counts(words: list[str], blank: str) -> None:
    assert count_words(blank + blank.join(words) + blank) == len(words)
