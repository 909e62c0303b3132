"""The catalogue of open data as DCAT-AP (W3C DCAT 3 in the profile of the EU), written as JSON-LD. No I/O.

Satu Data Indonesia (Perpres 39/2019) asks for metadata that other systems can harvest and for reference codes; its
portals take DCAT. Frequencies, languages, formats and themes are the codes that DCAT-AP names, the area has its code of
Kemendagri.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from app.feeds.atom import MEDIA_TYPE as ATOM
from app.feeds.datasets import Dataset, OpenData, Words

MEDIA_TYPE = "application/ld+json"
_JSON = "application/json"
_CODES = "http://publications.europa.eu/resource/authority"
_AREA = "12.71"
_PUBLISHER = "pemerintah-kota-medan"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# what a list is exported as, by the end of its path: media type, code of the format, and what a person calls it
_EXPORTS = {
    "csv": ("text/csv", "CSV", "CSV"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", "XLSX"),
    "ndjson": ("application/x-ndjson", "JSON", "NDJSON"),
}
_FORMATS = {_JSON: ("JSON", "JSON"), ATOM: ("ATOM", "Atom"), "image/svg+xml": ("SVG", "SVG")}

Node = dict[str, Any]


class Catalogue:
    """The catalogue of a service at a public address, which has the routes `media`: their paths and media types."""

    def __init__(self, data: OpenData, base: str, media: Mapping[str, str]) -> None:
        self._data = data
        self._base = base
        self._media = media
        self._service = f"{base}/v1/catalog.jsonld#service"

    def document(self, modified: Mapping[str, datetime]) -> Node:
        """Return the catalogue; `modified` is when a data set changed last, where that is known."""
        data, base = self._data, self._base
        sets = [one for one in data.datasets if one.path in self._media]
        return {
            "@context": CONTEXT,
            "@id": f"{base}/v1/catalog.jsonld",
            "@type": "dcat:Catalog",
            "dcterms:title": _told(data.title),
            "dcterms:description": _told(data.description),
            **self._shared(),
            "foaf:homepage": {"@id": f"{base}/"},
            "dcterms:issued": _day(data.issued.isoformat()),
            **_changed(max(modified.values(), default=None)),
            "dcat:themeTaxonomy": {"@id": f"{_CODES}/data-theme"},
            "dcterms:conformsTo": {"@id": "https://semiceu.github.io/DCAT-AP/releases/3.0.0/"},
            "dcat:dataset": [self._dataset(one, modified.get(one.code)) for one in sets],
            "dcat:service": [self._interface(sets)],
        }

    def _shared(self) -> Node:
        """Return what the catalogue and each part of it say alike."""
        return {
            "dcterms:publisher": {
                "@id": f"{self._base}/v1/agencies/{_PUBLISHER}",
                "@type": "foaf:Agent",
                "foaf:name": "Pemerintah Kota Medan",
            },
            "dcterms:spatial": {
                "@id": f"{self._base}/v1/areas/{_AREA}",
                "@type": "dcterms:Location",
                "dcterms:identifier": _AREA,
                "skos:prefLabel": "Kota Medan",
            },
            "dcterms:language": [{"@id": f"{_CODES}/language/{code}"} for code in ("IND", "ENG")],
            "dcterms:license": self._licence(),
            "dcat:contactPoint": {
                "@id": f"{self._base}/v1/catalog.jsonld#contact",
                "@type": "vcard:Kind",
                "vcard:fn": self._data.contact.name,
                "vcard:hasEmail": {"@id": f"mailto:{self._data.contact.email}"},
            },
        }

    def _licence(self) -> Node:
        return {"@id": self._data.licence, "@type": "dcterms:LicenseDocument"}

    def _dataset(self, dataset: Dataset, modified: datetime | None) -> Node:
        words = dataset.keywords
        return {
            "@id": self._name_of(dataset),
            "@type": "dcat:Dataset",
            "dcterms:identifier": dataset.code,
            "dcterms:title": _told(dataset.title),
            "dcterms:description": _told(dataset.description),
            **self._shared(),
            "dcat:keyword": [*_in("id", words.id), *_in("en", words.en)],
            "dcat:theme": [{"@id": f"{_CODES}/data-theme/{theme}"} for theme in dataset.themes],
            "dcterms:accrualPeriodicity": {"@id": f"{_CODES}/frequency/{dataset.frequency}"},
            "dcterms:accessRights": {"@id": f"{_CODES}/access-right/PUBLIC"},
            "dcterms:issued": _day(self._data.issued.isoformat()),
            **_changed(modified),
            "dcterms:conformsTo": {"@id": f"{self._base}/openapi.json", "@type": "dcterms:Standard"},
            "dcat:landingPage": {"@id": f"{self._base}/docs", "@type": "foaf:Document"},
            "dcat:distribution": list(self._distributions(dataset)),
        }

    def _name_of(self, dataset: Dataset) -> str:
        return f"{self._base}/v1/catalog.jsonld#{dataset.code}"

    def _distributions(self, dataset: Dataset) -> Iterator[Node]:
        below = [path for path in self._media if path.rpartition("/")[0] == dataset.path] if dataset.below else []
        plain = sorted(path for path in below if not path.rpartition("/")[2].count("{") + path.count("."))
        for path in (dataset.path, *dataset.also, *plain, *dataset.feeds):
            if media_type := self._media.get(path):
                code, label = _FORMATS[media_type]
                yield self._distribution(dataset, path, media_type, (code, label))
        exported = [dataset.path, *plain] if dataset.lists or dataset.below else []
        for path in exported:
            for end, (media_type, code, label) in _EXPORTS.items():
                # by a path for each format, or by one for all that there are of a list; figures are no lines
                if f"{path}.{end}" in self._media or (f"{path}.{{format}}" in self._media and end in dataset.formats):
                    yield self._distribution(dataset, f"{path}.{end}", media_type, (code, label))

    def _distribution(self, dataset: Dataset, path: str, media_type: str, told: tuple[str, str]) -> Node:
        address, (code, label) = f"{self._base}{path}", told
        title = dataset.title if path.startswith(f"{dataset.path}.") or path == dataset.path else None
        name = {"id": f"{title.id} ({label})", "en": f"{title.en} ({label})"} if title else {"en": f"{path} ({label})"}
        return {
            "@id": f"{address}#distribution",
            "@type": "dcat:Distribution",
            "dcterms:title": [_said(language, words) for language, words in name.items()],
            "dcat:accessURL": {"@id": address},
            "dcat:downloadURL": {"@id": address},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
            "dcterms:format": {"@id": f"{_CODES}/file-type/{code}"},
            "dcterms:license": self._licence(),
            "dcat:accessService": {"@id": self._service},
        }

    def _interface(self, sets: Collection[Dataset]) -> Node:
        return {
            "@id": self._service,
            "@type": "dcat:DataService",
            "dcterms:title": [_said("id", "API Inovasi Medan"), _said("en", "Inovasi Medan API")],
            "dcterms:publisher": {"@id": f"{self._base}/v1/agencies/{_PUBLISHER}"},
            "dcterms:license": self._licence(),
            "dcat:endpointURL": {"@id": f"{self._base}/v1"},
            "dcat:endpointDescription": {"@id": f"{self._base}/openapi.json"},
            "dcat:servesDataset": [{"@id": self._name_of(one)} for one in sets],
        }


def _said(language: str, words: str) -> Node:
    return {"@language": language, "@value": words}


def _in(language: str, words: Collection[str]) -> list[Node]:
    return [_said(language, one) for one in words]


def _told(words: Words) -> list[Node]:
    return [_said("id", words.id), _said("en", words.en)]


def _day(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}


def _changed(moment: datetime | None) -> Node:
    return {"dcterms:modified": {"@type": "xsd:dateTime", "@value": moment.isoformat()}} if moment else {}
