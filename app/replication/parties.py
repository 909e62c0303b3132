"""Which sides of a replication somebody acts for: the rule, and nothing else.

Whoever keeps the records of an agency acts for it. An agency of another region has no account here; what it says comes
by letter, and is recorded by the registrar. Where another region receives, whoever keeps the origin records it as well:
nothing is given that way which is not theirs. Where another region gives, the receiving agency does not: nobody gives
leave to themselves.
"""

from app.core.security import Principal
from app.models import ReplicationRequest
from app.models.codes import ReplicationActor


def sides_of(principal: Principal, request: ReplicationRequest) -> tuple[ReplicationActor, ...]:
    """Return the sides of a request that the principal acts for; its agencies and origin are loaded."""
    owner = request.origin.agency_id
    gives = principal.keeps(owner)
    receives = principal.keeps(request.agency_id) or (request.agency.external and gives)
    mediates = request.facilitator_id is not None and principal.keeps(request.facilitator_id)
    found = (
        (ReplicationActor.ASAL, gives),
        (ReplicationActor.PENERIMA, receives),
        (ReplicationActor.FASILITATOR, mediates),
    )
    return tuple(side for side, acts in found if acts)
