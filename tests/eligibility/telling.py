"""What is known of innovations, and rules of editions, for tests: right in everything that a test does not say."""

from datetime import date
from typing import Any

from app.eligibility.known import AwardWon, GroupAnswer, Known, StageEntered
from app.eligibility.rules import assess
from app.instruments.admission import EligibilityRules
from app.instruments.definition import Definition

TODAY = date(2026, 11, 28)
SOURCE = {"title": "Pedoman uji", "address": "menpan.example.go.id/uji", "confidence": "high"}


def rules(**group: Any) -> EligibilityRules:
    """Rules with one group that asks for 24 months, and whatever else is told of it."""
    told = {"code": "umum", "label": {"id": "Kelompok umum"}, "minimum_age_months": 24, **group}
    edition = {name: told.pop(name) for name in ("refuses_duplicate_titles", "closes_on") if name in told}
    return EligibilityRules.model_validate({"closes_on": "unknown", "groups": [told], "source": SOURCE, **edition})


def edition(code: str = "uji", year: str = "2026", form: Any = "unknown", **eligibility: Any) -> Definition:
    """An edition of a competition that has rules of eligibility, and a form if one is given."""
    group = {"code": "umum", "label": {"id": "Kelompok umum", "en": "General group"}, "minimum_age_months": 24}
    told = {
        "code": code,
        "edition": year,
        "title": {"id": "Lomba uji"},
        "kind": "weighted_form",
        "official": False,
        "confidence": "low",
        "sources": [SOURCE],
        "form": form,
        "eligibility": {"closes_on": "unknown", "groups": [group], "source": SOURCE, **eligibility},
    }
    return Definition.model_validate(told)


def stages(*told: str) -> tuple[StageEntered, ...]:
    """Stages in order: `penerapan 2020-03 !` began in March 2020, and the mark says that nothing shows it."""
    entered = []
    for one in told:
        code, *rest = one.split()
        dates = [word for word in rest if word != "!"]
        entered.append(StageEntered(code, dates[0] if dates else None, shown="!" not in rest))
    return tuple(entered)


def used_since(start: str, **facts: Any) -> Known:
    """An innovation that is in use since a day, which something shows."""
    return Known(stages=stages(f"penerapan {start}"), **facts)


def won(*told: str) -> tuple[AwardWon, ...]:
    """Awards: `top_99 2019`."""
    return tuple(AwardWon(one.split()[0], int(one.split()[1])) for one in told)


def asked(known: Known, by: EligibilityRules, closes_on: str | None, today: date = TODAY) -> GroupAnswer:
    """The answer of the only group."""
    return assess(known, by, date.fromisoformat(closes_on) if closes_on else None, today).groups[0]


def said(answer: GroupAnswer) -> tuple[str, list[str]]:
    """What it comes to, and the codes of its reasons."""
    return answer.answer.value, [reason.code.value for reason in answer.reasons]
