"""The sentences that explain a conflict, in Indonesian and English."""

from collections.abc import Sequence

from app.conflicts.structure import Standing
from app.core.errors import Text
from app.models.codes import InnovationRole

# of the innovations that a sentence lists
MOST_NAMES = 3

_ROLES = {
    InnovationRole.INOVATOR: Text("inovator", "an innovator"),
    InnovationRole.ANGGOTA_TIM: Text("anggota tim", "a member of the team"),
    InnovationRole.MENTOR: Text("mentor", "a mentor"),
    InnovationRole.COACH: Text("coach", "a coach"),
    InnovationRole.PENGUJI: Text("penguji", "an examiner"),
}
_STANDINGS = {
    Standing.SAME: Text("pemilik {what}", "the owner of {what}"),
    Standing.SUCCESSOR: Text("penerus {owner}, pemilik {what}", "which followed {owner}, the owner of {what}"),
    Standing.PREDECESSOR: Text("pendahulu {owner}, pemilik {what}", "which {owner}, the owner of {what}, followed"),
    Standing.JOINED: Text(
        "yang kini satu perangkat daerah dengan {owner}, pemilik {what}",
        "by now one agency with {owner}, the owner of {what}",
    ),
    Standing.ABOVE: Text("induk {owner}, pemilik {what}", "which {owner}, the owner of {what}, is part of"),
    Standing.BELOW: Text("bagian dari {owner}, pemilik {what}", "which is part of {owner}, the owner of {what}"),
}


def _filled(text: Text, **facts: str) -> Text:
    return Text(text.id.format(**facts), text.en.format(**facts))


def takes_part(name: str, role: str, what: str) -> Text:
    """Return that somebody has a part in the assessed innovation."""
    told = _ROLES[InnovationRole(role)]
    return Text(f"{name} adalah {told.id} {what}.", f"{name} is {told.en} of {what}.")


def made(name: str, what: str) -> Text:
    """Return that somebody made an innovation."""
    return Text(f"{name} ikut membuat {what}.", f"{name} had a part in making {what}.")


def works_for(name: str, agency: str, why: str, note: str | None) -> Text:
    """Return that somebody works for an agency, and how that is known, without the end of the sentence."""
    known = {
        "account": Text("menurut akunnya", "by their account"),
        "post": Text(f"jabatan: {note or 'tidak disebut'}", f"post: {note or 'not named'}"),
        "part": Text(f"menurut bagiannya dalam {note}", f"by their part in {note}"),
    }[why]
    return Text(f"{name} bekerja pada {agency} ({known.id})", f"{name} works for {agency} ({known.en})")


def for_owner(works: Text, standing: Standing, owner: str, what: str) -> Text:
    """Return a whole sentence: somebody works for an agency that stands so to the owner of an innovation."""
    how = _filled(_STANDINGS[standing], owner=owner, what=what)
    return Text(f"{works.id}, {how.id}.", f"{works.en}, {how.en}.")


def replicated(told: Text, replica: str, original: str) -> Text:
    """Return what was told, and that one innovation adapts the other."""
    return Text(f"{told.id} {replica} mereplikasi {original}.", f"{told.en} {replica} adapts {original}.")


def guided(name: str, mentee: str, others: Sequence[str]) -> Text:
    """Return that somebody guided an innovator on other innovations."""
    which = ", ".join(others)
    return Text(
        f"{name} membimbing {mentee}, inovatornya, dalam {which}.",
        f"{name} guided {mentee}, an innovator of it, on {which}.",
    )


def made_together(name: str, fellow: str, others: Sequence[str]) -> Text:
    """Return that somebody made other innovations together with an innovator."""
    which = ", ".join(others)
    return Text(
        f"{name} membuat {which} bersama {fellow}, inovatornya.",
        f"{name} made {which} together with {fellow}, an innovator of it.",
    )


def holds_post_above(name: str, title: str | None, agencies: tuple[str, str], maker: str) -> Text:
    """Return that somebody holds a post at the first agency, which is above the second, where an innovator works."""
    higher, lower = agencies
    post = Text(f"{title} pada" if title else "pejabat pada", f"{title} at" if title else "an official of")
    return Text(
        f"{name} adalah {post.id} {higher}, di atas {lower}, tempat {maker}, inovatornya, bekerja.",
        f"{name} is {post.en} {higher}, above {lower}, where {maker}, an innovator of it, works.",
    )


def declared(name: str, reason: str) -> Text:
    """Return that a conflict was declared, in the words of whoever did."""
    return Text(f"Dinyatakan tentang {name}: {reason}", f"Declared of {name}: {reason}")
