"""Chapters of the story of an assessment: the way of the round, from its draft to what came out of it."""

from unittest.mock import ANY

from tests.audit.assessing import CAUSE, PANEL, TIMES, Play, in_utc, stages
from tests.history.scene import REASON

SEEN_AT = "2026-11-20T02:30:00+00:00"


async def preparing(play: Play) -> None:
    """A round is prepared, corrected, and another given up."""
    form = {"instrument": play.instrument.slug, "per_entry": 2}
    scope = {"innovations": [play.id(letter) for letter in "abcd"]}
    body = {"name": "Lomba Cerita", "note": "Catatan.", "scope": scope, "stages": stages(*TIMES), **form}
    facts = {
        "slug": "lomba-cerita",
        "name": "Lomba Cerita",
        "note": "Catatan.",
        "scope": scope,
        "per_entry": 2,
        "max_load": 50,
        "instrument_id": str(play.instrument.id),
        "status": "draft",
    }
    rules = {"administrasi": "decision", "uji_publik": "no_upheld_objection", "verifikasi_lapangan": "verified"}
    for kind, (opens, closes) in TIMES.items():
        told = {"opens_at": in_utc(opens), "closes_at": in_utc(closes), "pass_rule": rules.get(kind, "all")}
        told["weight"] = "100" if kind == "panel" else "0"
        facts |= {f"stages/{kind}/{name}": value for name, value in told.items()}
    first = ("round.create", "round", "", {name: [None, value] for name, value in facts.items()})
    play.round = await play.story.done("registrar", "POST", "/rounds", body, first, conditional=False)
    fewer = stages(*(kind for kind in TIMES if kind != "penetapan"), pass_rule="top", pass_value=2)  # noqa: S106 - a rule
    left = {name: [value, None] for name, value in facts.items() if name.startswith("stages/penetapan")}
    changes = {
        "note": ["Catatan.", None],
        "stages/panel/pass_rule": ["all", "top"],
        "stages/panel/pass_value": [None, "2"],
    }
    await play.of_round("PATCH", "", {"note": None, "stages": fewer}, "update", changes | left)
    other = {"name": "Tidak Jadi", "scope": scope, "stages": stages("panel"), **form}
    other_id = (await play.scene.post("registrar", "/rounds", other))["id"]
    changes = {"status": ["draft", "cancelled"], "remark": [None, REASON]}
    given_up = ("round.cancel", "round", other_id, changes)
    await play.story.done("registrar", "POST", f"/rounds/{other_id}/cancel", CAUSE, given_up, reason=REASON)


async def panel(play: Play) -> None:
    """People come to the panel; one of them with a limit of their own."""
    for name in PANEL:
        own = {"max_load": 9} if name == "third" else {}
        changes = {"account": play.account(name), "person": play.person(name), **own}
        told = {field: [None, value] for field, value in changes.items()}
        body = {"assessor": play.account(name), **own}
        await play.of_round("POST", "/panel", body, "invite_assessor", told, conditional=False)


async def opening(play: Play) -> None:
    """The round opens; one entry leaves, and one does not pass the first stage."""
    await play.of_round("POST", "/open", None, "open", {"status": ["draft", "open"], "entries": [0, 4]})
    await play.meet()
    gone = play.entries["d"]
    told = {"entry": [None, gone], "innovation": [None, play.id("d")]}
    expected = ("round.withdraw_entry", "round", play.round["id"], told)
    path, own = f"{play.path}/entries/{gone}/withdraw", play.scene.own.id
    await play.story.done("operator", "POST", path, CAUSE, expected, reason=REASON, agency=own, conditional=False)
    out = play.entries["c"]
    decisions = [{"entry": play.entries["a"], "passes": True}, {"entry": out, "passes": False, "reason": REASON}]
    sides = [{"status": "active", "reason": None}, {"status": "out", "reason": REASON}]
    changes = {
        "stage": [None, "administrasi"],
        f"entries/{out}": [{"innovation": play.id("c"), **one} for one in sides],
    }
    await play.shift("administrasi", -3, 1)
    body, path = {"decisions": decisions}, "/stages/administrasi/decisions"
    await play.of_round("POST", path, body, "decide", changes, conditional=False)
    later = {"closes_at": "2030-01-09T08:00:00+07:00", **CAUSE}
    changes = {"stages/verifikasi_lapangan/closes_at": ["2030-01-08T01:00:00+00:00", "2030-01-09T01:00:00+00:00"]}
    await play.of_round("PATCH", "/stages/verifikasi_lapangan", later, "reschedule", changes, reason=REASON)


async def conclude(play: Play, kind: str) -> None:
    """A stage is concluded for the first time."""
    changes = {"stage": [None, kind], "concluded_at": [None, ANY], "number": [None, 1], "digest": [None, ANY]}
    await play.of_round("POST", f"/stages/{kind}/conclude", None, "conclude", changes, conditional=False)


async def hearing(play: Play) -> None:
    """The public objects and is answered, and somebody of the panel visits the place."""
    story, own, entry = play.story, play.scene.own.id, play.entries["a"]
    named = {"entry_id": [None, entry], "innovation": [None, play.id("a")]}
    await play.shift("panel", -2, -1)
    for kind in ("administrasi", "panel"):
        await conclude(play, kind)
    await play.shift("uji_publik", -1, 1)
    for number, who in enumerate((None, "operator"), 1):
        words = f"Layanan ini belum dapat dipakai warga di {number} kelurahan."
        told = {"number": [None, number], "round_id": [None, play.round["id"]], "length": [None, len(words)], **named}
        await story.done(
            who,
            "POST",
            f"{play.path}/objections",
            {"entry": entry, "statement": words},
            ("objection.create", "objection", ANY, told),
            agency=own,
            conditional=False,
            access="everyone",
        )
        objection = str((await play.scene.events())[-1].entity_id)
        answer = {"status": "dismissed", "summary": "Belum dapat dipakai.", "answer": "Sudah dapat dipakai."}
        said = ("objection.answer", "objection", objection, {"status": ["open", "dismissed"]})
        await story.done("registrar", "POST", f"/objections/{objection}/answer", answer, said, agency=own)
    await play.shift("uji_publik", -1, -0.5)
    await play.shift("verifikasi_lapangan", -0.4, 1)
    visit = {"entry": entry, "visited_at": SEEN_AT, "place": "Kantor Camat", "finding": "sesuai", "reference": "BA/1"}
    told = {"finding": [None, "sesuai"], "visited_at": [None, SEEN_AT], **named}
    seen = ("verification.record", "verification", "", told)
    await story.done("first", "POST", f"{play.path}/verifications", visit, seen, agency=own, conditional=False)
    await play.shift("verifikasi_lapangan", -0.4, -0.1)


async def ending(play: Play) -> None:
    """The last stages are concluded and one computed again, the round is determined and published."""
    computed = {"number": [None, 1], "digest": [None, ANY]}
    for kind in ("uji_publik", "verifikasi_lapangan"):
        await conclude(play, kind)
    same = {"number": [None, 1], "same": [None, True]}
    again = {"stage": [None, "panel"], **same}
    await play.of_round("POST", "/stages/panel/recompute", None, "recompute", again, conditional=False)
    decree = {"decree_number": "800/1/2026", "decree_on": "2026-12-20"}
    changes = {"status": ["open", "determined"], **{name: [None, value] for name, value in decree.items()}, **computed}
    await play.of_round("POST", "/determine", decree, "determine", changes)
    await play.of_round("POST", "/recompute", None, "recompute", same, conditional=False)
    back = {"status": ["determined", "open"], **{name: [value, None] for name, value in decree.items()}}
    await play.of_round("POST", "/revoke", CAUSE, "revoke", back, reason=REASON)
    later = {**decree, "decree_number": "801/1/2026"}
    changes = {"status": ["open", "determined"], **{name: [None, value] for name, value in later.items()}}
    # the same result, kept once more under the other decree
    await play.of_round("POST", "/determine", later, "determine", changes | {"number": [1, 2], "digest": ANY})
    await play.of_round("POST", "/publish", None, "publish", {"status": ["determined", "published"]})
