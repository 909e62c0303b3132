"""How words are counted, for the word limits of a form.

A word is what stands between white space: spaces, tabs, line ends and every other character that Unicode calls white
space, the no-break space among them. Punctuation belongs to the word that it stands at, and stands for one where it
stands alone; `dan/atau` and `tepat-guna` are one word each. No source says how the competition counts; this is the rule
that word processors follow, and everybody can check it by hand.
"""


def count_words(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


def over_by(text: str, limit: int) -> int:
    """Return by how many words a text is over a limit, 0 if it is not."""
    return max(0, count_words(text) - limit)
