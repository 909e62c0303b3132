"""The picture of a survival curve as SVG: its parts in a template, in the words of one language."""

from decimal import Decimal
from importlib.resources import files
from typing import NamedTuple

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from app.core.errors import Language
from app.eligibility.months import in_english, in_indonesian
from app.survival.chart import BOTTOM, LEFT, RIGHT, TOP, drawing_of, number, percent
from app.survival.schemas import SurvivalAfter, SurvivalRead

_WORDING: dict[str, dict[Language, str]] = yaml.safe_load((files("app.survival") / "wording.yaml").read_text("utf-8"))
# characters of small text that fit into a line
_MOST_REMARKS = 95
_TEMPLATES = Environment(
    loader=PackageLoader("app.survival"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class After(NamedTuple):
    """What the curve says after some years, in words; without an interval that is empty."""

    when: str
    share: str
    interval: str


def draw(told: SurvivalRead, language: Language) -> bytes:
    """Return the picture of a curve, with the figures that clients get beside it in `metadata`."""
    words = {key: texts[language] for key, texts in _WORDING.items()}
    after = [_after(one, words, language) for one in told.after]
    counts, remarks = _counts(told, words, language), _remarks(told, words, language)
    said = [f"{one.when}: {one.share}{_bracketed(one.interval)}." for one in after]
    summary = [f"{counts}.", *([f"{remarks}."] if remarks else []), *(said if told.subjects else [words["nobody"]])]
    picture = _TEMPLATES.get_template("survival.svg").render(
        told=told,
        language=language,
        words=words,
        drawing=drawing_of(told, language),
        counts=counts,
        remarks=_shortened(remarks),
        message=_message(told, words),
        after=after,
        summary=" ".join(summary),
        definition=getattr(told.definition, language),
        figures=told.model_dump_json(),
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
    )
    return picture.encode()


def _counts(told: SurvivalRead, words: dict[str, str], language: Language) -> str:
    in_words = in_indonesian if language == "id" else in_english
    innovations = words["innovation" if told.subjects == 1 else "innovations"]
    shown = {innovations: told.subjects, words["ended"]: told.events, words["censored"]: told.censored}
    parts = [f"{number(count, language)} {name}" for name, count in shown.items()]
    return f"{', '.join(parts)}, {words['as_of']} {in_words(told.as_of.isoformat())}"


def _remarks(told: SurvivalRead, words: dict[str, str], language: Language) -> str:
    """Return the conditions that narrowed the cohort, and how many of it were never heard of; empty without any."""
    asked = told.filters
    parts = [f"{number(told.never_heard, language)} {words['never_heard']}"] if told.never_heard else []
    parts += [f"{words['agency']} {asked.agency}"] if asked.agency else []
    parts += [words[asked.kind]] if asked.kind else []
    parts += [words["replicas"]] if asked.replicas else []
    return ", ".join(parts)


def _message(told: SurvivalRead, words: dict[str, str]) -> str:
    """Return what stands where there is no curve to see; empty where there is one."""
    if not told.points:
        return words["nobody"]
    return "" if told.points[-1].days else words["silent"]


def _after(one: SurvivalAfter, words: dict[str, str], language: Language) -> After:
    when = f"{words['after']} {one.years} {words['year' if one.years == 1 else 'more_years']}"
    if one.survival is None:
        return After(when, words["unknown"], "")
    share, interval = percent(Decimal(one.survival), language), ""
    if one.lower is not None and one.upper is not None:
        lower, upper = (percent(Decimal(bound), language) for bound in (one.lower, one.upper))
        interval = f"{words['interval']} {lower.removesuffix('%')}\N{EN DASH}{upper}"
    return After(when, share, interval)


def _shortened(text: str) -> str:
    """Return a text that fits into a line of the picture."""
    return text if len(text) <= _MOST_REMARKS else f"{text[: _MOST_REMARKS - 1]}\N{HORIZONTAL ELLIPSIS}"


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
