"""What ends a command that would change instruments."""

from collections.abc import Mapping

# how many records of each kind use an instrument
Uses = Mapping[str, int]


class InstrumentsInUse(Exception):  # noqa: N818 - a fact about the editions, named as the other facts are
    """Editions that were to be changed or removed, and that something rests on; `uses` says what, by slug."""

    def __init__(self, uses: Mapping[str, Uses]) -> None:
        super().__init__(", ".join(uses))
        self.uses = uses

    @property
    def sentence(self) -> str:
        """Which editions these are, and what uses them."""
        told = "; ".join(f"{slug} ({_counted(kinds)})" for slug, kinds in sorted(self.uses.items()))
        return f"In use, and therefore neither changed nor removed: {told}. A change is a new edition."


def _counted(kinds: Uses) -> str:
    return ", ".join(f"{kind.replace('_', ' ')}: {count}" for kind, count in sorted(kinds.items()))
