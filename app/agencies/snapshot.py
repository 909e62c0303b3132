"""Agencies as the history of changes tells them: flat, so that a change shows as the fields that it touched."""

from typing import Any
from uuid import UUID

from app.agencies.register import Register
from app.models import Agency, AgencyVersion

_FACTS = ("slug", "external", "region_code", "note")
_VERSION_FACTS = ("name", "short_name", "kind", "valid_from", "valid_to", "first_stated_on", "last_stated_on", "decree")
_EDGE_FACTS = ("effective_on", "decree", "note")

# facts by name: `note`, `versions/2/valid_to`, `successors/<id>/merged_into`; what is null is left out
Snapshot = dict[str, Any]


def snapshots(register: Register) -> dict[UUID, Snapshot]:
    """Return every fact of each agency, other agencies by id and areas by code."""
    told = {id_: _snapshot(agency) for id_, agency in register.agencies.items()}
    for edge in register.edges:
        facts = {name: getattr(edge, name) for name in _EDGE_FACTS}
        told[edge.predecessor_id][f"successors/{edge.successor_id}/{edge.kind}"] = facts
        told[edge.successor_id][f"predecessors/{edge.predecessor_id}/{edge.kind}"] = facts
    return told


def _snapshot(agency: Agency) -> Snapshot:
    facts = {name: getattr(agency, name) for name in _FACTS}
    facts["aliases"] = [{"name": alias.name, "note": alias.note} for alias in agency.aliases] or None
    for version in agency.versions:
        facts |= {f"versions/{version.position}/{name}": value for name, value in _version(version).items()}
    return {name: value for name, value in facts.items() if value is not None}


def _version(version: AgencyVersion) -> Snapshot:
    return {
        **{name: getattr(version, name) for name in _VERSION_FACTS},
        "parent": str(version.parent_id) if version.parent_id else None,
        "area": version.area.code if version.area else None,
    }
