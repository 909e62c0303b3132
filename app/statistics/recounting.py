"""Counting the published innovations anew: the tallies are to be what the cards say."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models.tally import COUNT_ANEW

# In the order in which a writer takes them. Whoever writes a card waits, whoever reads does not; the statement that
# counts begins when every writer before it has committed, and so sees what they wrote.
_LOCKS = ("LOCK TABLE innovation_card IN SHARE MODE", "LOCK TABLE innovation_tally IN SHARE ROW EXCLUSIVE MODE")
_SUMS = """
SELECT dimension, first, second, sum(innovations) AS innovations, sum(represented) AS represented
FROM innovation_tally GROUP BY dimension, first, second HAVING sum(innovations) <> 0 OR sum(represented) <> 0"""
_KEEP = f"CREATE TEMPORARY TABLE tally_before ON COMMIT DROP AS {_SUMS}"
_DIFFERENT = f"""
SELECT count(*) FROM tally_before b FULL JOIN ({_SUMS}) a USING (dimension, first, second)
WHERE (a.innovations, a.represented) IS DISTINCT FROM (b.innovations, b.represented)"""  # noqa: S608 - a constant of this file


class TallyRecounting:
    """Counts every card within a transaction of the caller's."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def run(self) -> int:
        """Write the tallies anew from the cards; return how many were not as the cards say."""
        for statement in (*_LOCKS, _KEEP, "DELETE FROM innovation_tally", COUNT_ANEW):
            await self._session.execute(text(statement))
        return await self._session.scalar(text(_DIFFERENT)) or 0
