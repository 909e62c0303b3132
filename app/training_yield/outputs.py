"""How many outputs an edition has, each counted once: the rule, and nothing else.

Outputs are plans and the innovations on the shortlists of the edition together:

* a plan and the innovation that it has become are one, and so are two plans that became one innovation;
* an innovation on several shortlists is one, and a list that was drawn from another one adds nothing;
* an innovation on a shortlist without a plan on record is taken for one of the plans that have no name, while there are
  such; only beyond these it adds to them;
* places of a shortlist that no source names are taken for plans without an innovation, with a name or without, in the
  same way.
"""

from dataclasses import dataclass

from app.action_plans.counting import PlanCount


@dataclass(frozen=True, slots=True)
class OutputCount:
    """How many outputs there are; `identified` are those that are on record as a plan or an innovation."""

    identified: int
    unidentified: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.identified + self.unidentified


def count_outputs(plans: PlanCount, with_plan: int, bare: int, shortlisted: int, unnamed_places: int) -> OutputCount:
    """Return how many outputs there are.

    `with_plan` are the outputs with a plan on record, of which `bare` have not become an innovation; `shortlisted` the
    innovations on shortlists that have none, and `unnamed_places` those of shortlists that no source names.
    """
    left = max(plans.unnamed - shortlisted, 0)
    places = max(unnamed_places - bare, 0)
    return OutputCount(with_plan + shortlisted, max(left, places))
