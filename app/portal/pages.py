"""How a page comes about: the wording of one language in a template, with links built from the public address."""

from importlib.resources import files
from urllib.parse import urlsplit

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from app.core.errors import Language

LANGUAGES: dict[Language, str] = {"id": "Bahasa Indonesia", "en": "English"}

_WORDING: dict[str, dict[Language, str]] = yaml.safe_load((files("app.portal") / "wording.yaml").read_text("utf-8"))
_TEMPLATES = Environment(
    loader=PackageLoader("app.portal"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _words(language: Language) -> dict[str, str]:
    return {key: texts[language] for key, texts in _WORDING.items()}


class Links:
    """Addresses for a page; none is taken from the request, whose Host header anyone can write."""

    def __init__(self, base_url: str, chosen: Language | None) -> None:
        self._base_url = base_url
        self._chosen = chosen

    def to(self, path: str) -> str:
        """Return the full address of what is not a page in two languages."""
        return self._base_url + path

    def page(self, path: str, language: Language | None = None) -> str:
        """Return the full address of a page: in a given language, or in the one the reader chose, if any."""
        lang = language or self._chosen
        return f"{self._base_url}{path}?lang={lang}" if lang else f"{self._base_url}{path}"

    def part(self, path: str) -> str:
        """Return the address of a part of the page without its origin.

        The pages' policy admits parts from their own origin alone, and a reader may have come by another name of the
        service than its public one.
        """
        return urlsplit(self._base_url).path + path


def render(template: str, path: str, language: Language, links: Links, **facts: object) -> str:
    """Return a page as HTML. `path` is its own path, for the links to itself in each language."""
    other: Language = "en" if language == "id" else "id"
    return _TEMPLATES.get_template(template).render(
        words=_words(language),
        language=language,
        other_language=other,
        languages=LANGUAGES,
        links=links,
        path=path,
        **facts,
    )
