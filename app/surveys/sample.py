"""How many answers a population needs: the formula of Krejcie and Morgan, rounded half-up.

S = χ² N P (1 - P) / (d² (N - 1) + χ² P (1 - P)). All 90 rows of their published table are this, rounded half-up; always
rounding up is one too many in half of them. The table is for shares and not for means, and nobody has to answer a
survey: so a sample that is too small is said to be, and never refused.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.instruments.rounding import half_up


@dataclass(frozen=True, slots=True)
class SampleRule:
    """What the formula takes: χ² of one degree of freedom, the share in the population, and the degree of accuracy."""

    chi_square: Fraction
    share: Fraction
    accuracy: Fraction

    def required(self, population: int) -> int:
        """Return how many answers a population of at least one needs."""
        spread = self.chi_square * self.share * (1 - self.share)
        return int(half_up(spread * population / (self.accuracy**2 * (population - 1) + spread), 0))
