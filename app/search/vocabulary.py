"""What is asked of the words that occur in records: the same ones, those of their stems, and those they are like."""

from collections.abc import Sequence

from app.core.reading import Reader
from app.search.understanding import Found, Plan

_MOST_FORMS = 40
_MOST_PARTS = 20
_MOST_LIKE = 60

_LIVES = "EXISTS (SELECT FROM innovation_search s WHERE s.words @@ ('''' || w.word || '''')::tsquery)"

# a word as the index of trigrams has it
_SPELT = 'w.word COLLATE "POSIX"'

# words; those that are corrected if no record has them; such words again, each beside one of its spellings by a swap
LOOK_UP = f"""
WITH exact AS MATERIALIZED (
    SELECT a.word AS asked, w.word FROM unnest($1::text[]) AS a (word) JOIN search_word w ON w.word = a.word),
  stem AS MATERIALIZED (
    SELECT a.word AS asked, w.word FROM unnest($1::text[]) AS a (word)
      CROSS JOIN LATERAL (SELECT coalesce((ts_lexize('indonesian_stem', a.word))[1], a.word) AS stem OFFSET 0) c
      CROSS JOIN LATERAL (SELECT w.word FROM search_word w
        WHERE w.stem = c.stem AND length(c.stem) > 2 AND w.word <> a.word LIMIT {_MOST_FORMS}) w),
  unknown AS MATERIALIZED (
    SELECT d.word FROM unnest($2::text[]) AS d (word)
    WHERE d.word NOT IN (SELECT asked FROM exact) AND d.word NOT IN (SELECT asked FROM stem))
SELECT asked, word, 'exact' AS how FROM exact
UNION ALL SELECT asked, word, 'stem' FROM stem
UNION ALL SELECT u.word, w.word, 'part' FROM unknown u CROSS JOIN LATERAL (
  SELECT w.word FROM search_word w WHERE w.named AND length(u.word) > 4 AND {_SPELT} LIKE u.word || '%'
  UNION SELECT w.word FROM search_word w WHERE w.named AND length(u.word) > 4 AND {_SPELT} LIKE '%' || u.word
  LIMIT {_MOST_PARTS}) w WHERE {_LIVES}
UNION ALL SELECT u.word, w.word, 'like' FROM unknown u CROSS JOIN LATERAL (
  SELECT w.word FROM search_word w WHERE length(w.word) BETWEEN length(u.word) - 2 AND length(u.word) + 2
  ORDER BY {_SPELT} <-> u.word LIMIT {_MOST_LIKE}) w WHERE {_LIVES}
UNION ALL SELECT p.asked, w.word, 'like' FROM unnest($3::text[], $4::text[]) AS p (asked, swapped)
  JOIN unknown u ON u.word = p.asked JOIN search_word w ON w.word = p.swapped WHERE {_LIVES}"""  # noqa: S608 - constants of this file


class Vocabulary:
    """The words that occur in records."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def look_up(self, plan: Plan) -> Found:
        """Return what the vocabulary says of the words of a query. One statement."""
        return await self._look_up(plan.words, plan.doubtful, plan.swapped)

    async def forms(self, words: Sequence[str]) -> Found:
        """Return what the vocabulary says of words that are spelt right. One statement."""
        return await self._look_up(words, (), ())

    async def _look_up(
        self, words: Sequence[str], doubtful: Sequence[str], swapped: Sequence[tuple[str, str]]
    ) -> Found:
        found = Found()
        others = [word for word, _ in swapped], [other for _, other in swapped]
        for word, other, how in await self._reader.fetch(LOOK_UP, words, doubtful, *others):
            found.add(word, other, how)
        return found
