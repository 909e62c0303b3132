"""A chapter of the story of changes: a mandate, what is decided under it, and its end."""

from tests import factories
from tests.audit.story import Story
from tests.history.scene import REASON

REPLACED = "Diganti keputusan berikutnya."
# the operations of the chapter
MANDATING = {
    *("create_mandate", "update_mandate", "revoke_mandate"),
    *("decide_mandate", "withdraw_mandate_decision"),
}


async def mandates(story: Story) -> None:
    """A mandate is made and corrected, an agency exempted and then not, and the mandate revoked."""
    scene, who = story.scene, "registrar"
    innovation = await scene.published()
    async with scene.fresh.committing() as session:
        agency = await factories.agency(session, "Dinas Diwajibkan")
    facts = {
        "slug": "kewajiban-cerita",
        "title": "Kewajiban Cerita",
        "decree_number": "1/2026",
        "decree_on": "2026-01-02",
        "effective_on": "2026-01-02",
        "due_on": "2026-12-31",
        "kinds": ["dinas"],
    }
    body = {"title": facts["title"], "innovation": innovation["id"], "due_on": facts["due_on"], "kinds": ["dinas"]}
    body["decree"] = {"number": "1/2026", "date": "2026-01-02"}
    told = {name: [None, value] for name, value in {"innovation": innovation["id"], **facts}.items()}
    made = await story.done(who, "POST", "/mandates", body, ("mandate.create", "mandate", "", told), conditional=False)
    path = f"/mandates/{made['slug']}"
    later = {"due_on": "2027-01-31", "note": "Catatan.", "reason": REASON}
    changes = {"due_on": ["2026-12-31", "2027-01-31"], "note": [None, "Catatan."]}
    changed = ("mandate.update", "mandate", made["id"], changes)
    await story.done(who, "PATCH", path, later, changed, reason=REASON)

    first = {"agency": agency.slug, "ruling": "dikecualikan", "reason": REASON, "decided_on": "2026-02-01"}
    named = {"mandate": [None, made["id"]], "agency": [None, str(agency.id)], "ruling": [None, "dikecualikan"]}
    decided = ("mandate_decision.create", "mandate_decision", "", {**named, "decided_on": [None, "2026-02-01"]})
    about = {"agency": agency.id, "conditional": False}
    one = await story.done(who, "POST", f"{path}/decisions", first, decided, reason=REASON, **about)
    ended = ("mandate_decision.end", "mandate_decision", one["id"], {"ended_on": [None, "2026-03-01"]})
    anew = ("mandate_decision.create", "mandate_decision", "", {**named, "decided_on": [None, "2026-03-01"]})
    reasons = {"mandate_decision.end": REPLACED, "mandate_decision.create": REASON}
    second = {**first, "decided_on": "2026-03-01"}
    other = await story.done(who, "POST", f"{path}/decisions", second, ended, anew, reason=reasons, **about)
    gone = {"on": "2026-04-01", "reason": REASON}
    away = ("mandate_decision.withdraw", "mandate_decision", other["id"], {"ended_on": [None, "2026-04-01"]})
    await story.done(who, "POST", f"/mandate-decisions/{other['id']}/withdraw", gone, away, reason=REASON, **about)

    over = ("mandate.revoke", "mandate", made["id"], {"revoked_on": [None, "2026-05-01"]})
    await story.done(who, "POST", f"{path}/revoke", {"on": "2026-05-01", "reason": REASON}, over, reason=REASON)
