"""Which agencies an agency went on as by a day: itself, and those that followed it. No I/O."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.agencies.bodies import Edge


def goes_on_as(agency_id: UUID, edges: Iterable[Edge], by: date) -> frozenset[UUID]:
    """Return an agency and all that followed it by a day, at any distance; what has no day had happened by any."""
    happened = [edge for edge in edges if edge.by(by)]
    found = {agency_id}
    open_ones = [agency_id]
    while open_ones:
        one = open_ones.pop()
        new = {edge.successor for edge in happened if edge.predecessor == one} - found
        found |= new
        open_ones += new
    return frozenset(found)
