"""Six innovations, three assessors, two criteria: scores that are easy to add up by hand.

By the weights 60 and 40, on a scale to 100, a total is 0.6 x k1 + 0.4 x k2:

| entry | Penilai 1                | Penilai 2                | Penilai 3                | mean              | rank |
|-------|--------------------------|--------------------------|--------------------------|-------------------|-----:|
| a     | .6 x 90 + .4 x 80 = 86   | .6 x 80 + .4 x 90 = 84   | .6 x 85 + .4 x 85 = 85   | 255 / 3 = 85      |    1 |
| b     | .6 x 80 + .4 x 80 = 80   | .6 x 70 + .4 x 85 = 76   | .6 x 90 + .4 x 75 = 84   | 240 / 3 = 80      |    2 |
| c     | .6 x 75 + .4 x 70 = 73   | .6 x 80 + .4 x 65 = 74   | .6 x 70 + .4 x 75 = 72   | 219 / 3 = 73      |    3 |
| d     | .6 x 60 + .4 x 90 = 72   | .6 x 70 + .4 x 75 = 72   | .6 x 65 + .4 x 80 = 71   | 215 / 3 = 71.67   |    4 |
| e     | .6 x 80 + .4 x 60 = 72   | .6 x 70 + .4 x 70 = 70   | .6 x 75 + .4 x 70 = 73   | 215 / 3 = 71.67   |    4 |
| f     | .6 x 50 + .4 x 60 = 54   | .6 x 60 + .4 x 50 = 56   | .6 x 55 + .4 x 55 = 55   | 165 / 3 = 55      |    6 |

By the weights 20 and 80 the same scores are 0.2 x k1 + 0.8 x k2, and nobody ties:

| entry | Penilai 1 | Penilai 2 | Penilai 3 | mean            | rank |
|-------|-----------|-----------|-----------|-----------------|-----:|
| a     | 18+64 = 82 | 16+72 = 88 | 17+68 = 85 | 255 / 3 = 85    |    1 |
| b     | 16+64 = 80 | 14+68 = 82 | 18+60 = 78 | 240 / 3 = 80    |    2 |
| d     | 12+72 = 84 | 14+60 = 74 | 13+64 = 77 | 235 / 3 = 78.33 |    3 |
| c     | 15+56 = 71 | 16+52 = 68 | 14+60 = 74 | 213 / 3 = 71    |    4 |
| e     | 16+48 = 64 | 14+56 = 70 | 15+56 = 71 | 205 / 3 = 68.33 |    5 |
| f     | 10+48 = 58 | 12+40 = 52 | 11+44 = 55 | 165 / 3 = 55    |    6 |
"""

from decimal import Decimal

from app.results.engine import Sheet

SCORES: dict[str, tuple[tuple[int, int], ...]] = {
    "a": ((90, 80), (80, 90), (85, 85)),
    "b": ((80, 80), (70, 85), (90, 75)),
    "c": ((75, 70), (80, 65), (70, 75)),
    "d": ((60, 90), (70, 75), (65, 80)),
    "e": ((80, 60), (70, 70), (75, 70)),
    "f": ((50, 60), (60, 50), (55, 55)),
}


def sheet(assessor: str, entry: str, *scores: object) -> Sheet:
    """A sheet with scores of k1, k2 and so on; None leaves one out."""
    named = {f"k{number}": Decimal(str(score)) for number, score in enumerate(scores, 1) if score is not None}
    return Sheet(assessor, entry, named)


def six() -> list[Sheet]:
    """The sheets of the six."""
    return [sheet(f"p{who}", entry, *given) for entry, every in SCORES.items() for who, given in enumerate(every, 1)]
