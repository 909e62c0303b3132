"""What a query means to the vocabulary: for each thing that is looked for, the words that stand for it. No I/O.

A thing is found under the word itself, words of its stem, reviewed variants; only where there are none of these, under
words of names that it is a part of; and only where there are none of those either, under the words it may be a
misspelling of. Words that stand in no record stand for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.search.query import Typed
from app.search.spelling import SHORTEST, allowance, meant, swaps
from app.search.synonyms import Phrase, SynonymKind, Synonyms, Variant

# so many words of a query are corrected
MOST_CORRECTED = 12
_MOST_JOINED = 4


class How(StrEnum):
    """How something that was asked for was found."""

    EXACT = "exact"
    STEM = "stem"
    PHRASE = "phrase"
    SPELLING = "spelling"
    SYNONYM = "synonym"
    ACRONYM = "acronym"
    TRANSLATION = "translation"
    SERVICE = "service"
    PART = "part"
    TYPO = "typo"


GUESSES = frozenset({How.PART, How.TYPO})
_BY_KIND = {
    SynonymKind.EJAAN: How.SPELLING,
    SynonymKind.SINONIM: How.SYNONYM,
    SynonymKind.SINGKATAN: How.ACRONYM,
    SynonymKind.TERJEMAHAN: How.TRANSLATION,
    SynonymKind.LAYANAN: How.SERVICE,
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way to find something: for each of its words, the words of records that will do."""

    how: How
    words: tuple[frozenset[str], ...]
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was asked for, and the ways to find it; a thing without any is in no record."""

    asked: str
    ways: tuple[Way, ...]
    weak: bool = False

    @property
    def size(self) -> int:
        """How many words of the query it is."""
        return len(self.asked.split())

    @property
    def guessed(self) -> bool:
        """Whether it is found, if at all, only as something that may be meant."""
        return all(way.how in GUESSES for way in self.ways)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word or words of a query that are one thing, with their variants."""

    words: Phrase
    variants: tuple[Variant, ...]
    weak: bool
    guesses: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it is asked of the records."""

    things: tuple[Thing, ...]
    phrases: tuple[Phrase, ...]
    excluded: tuple[tuple[frozenset[str], ...], ...]
    dropped: tuple[str, ...]
    whole: str

    @property
    def strong(self) -> list[Thing]:
        """The things that tell what is looked for; all of them where none tells much."""
        return [thing for thing in self.things if not thing.weak] or list(self.things)

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return not self.things and not self.phrases


@dataclass(slots=True)
class Found:
    """What the vocabulary says of words: the same, those of their stems, those that they are part of or like."""

    exact: set[str] = field(default_factory=set)
    stem: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    part: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    like: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, asked: str, word: str, how: str) -> None:
        """Note a row of the vocabulary."""
        if how == "exact":
            self.exact.add(word)
        else:
            {"stem": self.stem, "part": self.part, "like": self.like}[how][asked].add(word)

    def forms(self, word: str) -> frozenset[str]:
        """Return the words of records that are this word, or have its stem."""
        return frozenset(({word} & self.exact) | self.stem.get(word, set()))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked of the vocabulary to understand a query."""

    typed: Typed
    wanted: tuple[Wanted, ...]
    dropped: tuple[str, ...]
    joined: Mapping[str, tuple[int, int]]
    mute: frozenset[str]

    @property
    def words(self) -> list[str]:
        """Every word whose forms are looked for."""
        found = {word for one in self.wanted for word in one.words}
        found |= {word for one in self.wanted for variant in (*one.variants, *one.guesses) for word in variant.words}
        found |= {word for clause in self.typed.clauses if clause.excluded for word in clause.words}
        return sorted(found | set(self.joined))

    @property
    def doubtful(self) -> list[str]:
        """The words that are corrected if no record has them."""
        words = [one.words[0] for one in self.wanted if len(one.words) == 1 and not one.weak]
        return [word for word in words if len(word) >= SHORTEST][:MOST_CORRECTED]

    @property
    def swapped(self) -> list[tuple[str, str]]:
        """Doubtful words, each with two neighbouring letters swapped."""
        return [(word, other) for word in self.doubtful if allowance(word) for other in swaps(word)]


def plan(typed: Typed, synonyms: Synonyms) -> Plan:
    """Return what is to be asked of the vocabulary, each variant of several words as one thing."""
    plain = typed.plain
    wanted, dropped, place = list[Wanted](), list[str](), 0
    while place < len(plain):
        size = _variant_at(plain, place, synonyms)
        words = tuple(plain[place : place + size])
        place += size
        if size == 1 and words[0] in synonyms.stop:
            dropped.append(words[0])
            continue
        weak = all(word in synonyms.weak or word in synonyms.stop or len(word) == 1 for word in words)
        variants = synonyms.of(words)
        guesses = () if variants or weak else synonyms.meant(words[0])
        wanted.append(Wanted(words, variants, weak, guesses))
    return Plan(typed, tuple(wanted), tuple(dropped), _joined(wanted), synonyms.mute)


def _variant_at(words: Sequence[str], place: int, synonyms: Synonyms) -> int:
    """Return how many words from a place on are one variant; 1 if only the word itself may be."""
    most = min(synonyms.longest, len(words) - place)
    return next((size for size in range(most, 1, -1) if synonyms.of(tuple(words[place : place + size]))), 1)


def _joined(wanted: Sequence[Wanted]) -> dict[str, tuple[int, int]]:
    """Return the words that neighbouring ones make together, with the places from which and up to which they do."""
    found: dict[str, tuple[int, int]] = {}
    for begin in range(len(wanted)):
        for end in range(begin + 2, min(begin + _MOST_JOINED, len(wanted)) + 1):
            found.setdefault("".join(word for one in wanted[begin:end] for word in one.words), (begin, end))
    return found


def understand(plan: Plan, found: Found) -> Understood:
    """Return a query as it is asked of the records, by what the vocabulary says."""
    known = [bool(_known(one, found)) and not one.weak for one in plan.wanted]
    things: list[Thing | None] = [
        _thing(one, found, plan.mute, beside=any(known[:place] + known[place + 1 :]))
        for place, one in enumerate(plan.wanted)
    ]
    for word, (begin, end) in sorted(plan.joined.items(), key=lambda item: item[1][0] - item[1][1]):
        run = things[begin:end]
        if word in found.exact and all(run) and any(thing and thing.guessed for thing in run):
            asked = " ".join(thing.asked for thing in run if thing)
            one = Thing(asked, (Way(How.SPELLING, (frozenset({word}),), word),))
            things[begin:end] = [one, *[None] * (end - begin - 1)]
    clauses = plan.typed.clauses
    excluded = (
        tuple(frozenset({word}) for word in clause.words) if clause.phrase else (found.forms(clause.words[0]),)
        for clause in clauses
        if clause.excluded
    )
    return Understood(
        tuple(thing for thing in things if thing),
        tuple(clause.words for clause in clauses if clause.phrase and not clause.excluded),
        tuple(words for words in excluded if all(words)),
        plan.dropped + plan.typed.surplus,
        "".join(word for clause in clauses if not clause.excluded for word in clause.words),
    )


def _known(wanted: Wanted, found: Found) -> list[Way]:
    return [*_itself(wanted.words, found), *_variants(wanted.variants, found)]


def _thing(wanted: Wanted, found: Found, mute: frozenset[str], *, beside: bool) -> Thing:
    """Return a thing with its ways; `beside` tells whether another thing is known, which allows bolder guesses."""
    ways = _known(wanted, found)
    asked = " ".join(wanted.words)
    if not ways and len(wanted.words) == 1:
        ways = _guesses(wanted, found, mute, beside=beside)
    return Thing(asked, tuple(ways), wanted.weak)


def _itself(words: Phrase, found: Found) -> list[Way]:
    """Return the ways by the words themselves, and by words of their stems."""
    exact = tuple(frozenset({word}) & found.exact for word in words)
    forms = tuple(found.forms(word) for word in words)
    ways = [Way(How.EXACT, exact)] if all(exact) else []
    return [*ways, Way(How.STEM, forms)] if all(forms) and forms != exact else ways


def _variants(variants: Iterable[Variant], found: Found) -> list[Way]:
    ways = []
    for variant in variants:
        forms = tuple(found.forms(word) for word in variant.words)
        if all(forms):
            ways.append(Way(_BY_KIND[variant.kind], forms, " ".join(variant.words)))
    return ways


def _guesses(wanted: Wanted, found: Found, mute: frozenset[str], *, beside: bool) -> list[Way]:
    word = wanted.words[0]
    if parts := found.part.get(word):
        # of a word and what it makes with its neighbour the word
        shortest = {part for part in parts if not any(other in part for other in parts - {part})}
        return [Way(How.PART, (frozenset(shortest),))]
    near = meant(word, found.like.get(word, set()) - mute, boldly=beside)
    if near:
        return [Way(How.TYPO, (frozenset(near),))]
    return [Way(How.TYPO, way.words, way.variant) for way in _variants(wanted.guesses, found)]


def corrected(understood: Understood) -> str | None:
    """Return a query with what is misspelt spelt better; None if nothing is, or something is in no record at all."""
    if not any(thing.ways and thing.guessed for thing in understood.things):
        return None
    words = []
    for thing in understood.things:
        if not thing.ways:
            return None
        way = thing.ways[0]
        words.append((way.variant or min(way.words[0])) if thing.guessed else thing.asked)
    return " ".join(words)
