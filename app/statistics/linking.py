"""The addresses of the lists that figures count."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from app.statistics.dimensions import Place, written
from app.statistics.inputs import SCHEME, CountedFilters

# what /v1/innovations calls a value of a dimension
_LISTED = {"kind": "kind", "stage": "stage", "form": "form", "year": "year", "area": "area"}
# what says how to count, and not what
_COUNTING = {"by", "per", "cumulative"}


class Linking:
    """The addresses of the lists that are counted: that of all innovations where it can say it, else the items."""

    def __init__(self, base_url: str, filters: CountedFilters) -> None:
        self._base_url = base_url
        told = filters.model_dump(mode="json", exclude_none=True, exclude=_COUNTING, exclude_defaults=True)
        self._asked = {name: str(value).lower() if isinstance(value, bool) else value for name, value in told.items()}
        self._scheme: str = getattr(filters, "scheme", SCHEME)

    def to(self, places: Sequence[Place]) -> str:
        """Return the address of the list of a row."""
        plain = None if "as_of" in self._asked else self._plain(places)
        if plain is not None:
            return self._address("/v1/innovations", plain)
        return self._address(
            "/v1/statistics/innovations/items", {**self._asked, **({"cell": written(places)} if places else {})}
        )

    def _address(self, path: str, query: dict[str, Any]) -> str:
        return f"{self._base_url}{path}" + (f"?{urlencode(query, safe=':,')}" if query else "")

    def _plain(self, places: Sequence[Place]) -> dict[str, Any] | None:
        """Return what the list of innovations has to be asked, None where it cannot be."""
        query = {name: value for name, value in self._asked.items() if name not in {"scheme", "area_level"}}
        for place in places:
            said = self._parameter(place)
            if said is None or query.get(said[0], said[1]) != said[1]:
                return None
            query[said[0]] = said[1]
        return query

    def _parameter(self, place: Place) -> tuple[str, str] | None:
        if place.code is None:
            return None
        if place.dimension in _LISTED:
            return _LISTED[place.dimension], place.code
        schemes = {"cluster": self._scheme, "urusan": "urusan"}
        if place.dimension in schemes:
            return "classification", f"{schemes[place.dimension]}/{place.code}"
        return None
