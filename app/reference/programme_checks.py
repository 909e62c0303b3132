"""What programmes and editions of the files must say: no unknown name, no double, no list longer than told."""

from collections.abc import Iterator

from app.core.partial_date import first_day, last_day
from app.reference.checks import Item, Listed, Names, same, twice
from app.reference.marked import Problem
from app.reference.programme_schemas import EditionEntry, PartEntry, ProgrammeEntry


def check_programmes(listed: Listed) -> list[Problem]:
    """Return every problem of programmes and their editions."""
    names = Names(listed)
    programmes = {item.record.slug for item in listed.programmes}
    classifications = {item.record.slug for item in listed.classifications}
    found = [
        *twice(listed.programmes, lambda item: item.record.slug, "slug"),
        *twice(listed.editions, lambda item: item.record.slug, "slug"),
        *twice(listed.plan_aggregates, lambda item: item.record.slug, "slug"),
        *_aggregates(listed, names),
    ]
    for programme in listed.programmes:
        found += _organiser(programme, names)
    for item in listed.editions:
        record = item.record
        if record.programme not in programmes:
            found.append(item.problem(f"unknown programme {record.programme!r}", "programme"))
        if record.classification is not None and record.classification not in classifications:
            found.append(item.problem(f"unknown classification {record.classification!r}", "classification"))
        if record.area is not None and record.area not in names.areas:
            found.append(item.problem(f"unknown area {record.area!r}", "area"))
        found += [*_organiser(item, names), *_days(item), *_numbers(item), *_people(item, names)]
        found += [*_visits(item, names), *_shortlists(item, names)]
    return found


def _aggregates(listed: Listed, names: Names) -> Iterator[Problem]:
    editions = {item.record.slug for item in listed.editions}
    for item in listed.plan_aggregates:
        if item.record.edition not in editions:
            yield item.problem(f"unknown edition {item.record.edition!r}", "edition")
        if item.record.document not in names.sources:
            yield item.problem(f"unknown source {item.record.document!r}", "document")


def _organiser(item: Item[ProgrammeEntry] | Item[EditionEntry], names: Names) -> Iterator[Problem]:
    record = item.record
    if record.organiser is not None and record.organiser not in names.agencies:
        yield item.problem(f"unknown agency {record.organiser!r}", "organiser")
    if record.organiser is not None and record.organiser_name is not None:
        yield item.problem("does not go with an organiser that is on record", "organiser_name")


def _days(item: Item[EditionEntry]) -> Iterator[Problem]:
    record = item.record
    if record.ends_on is not None and last_day(record.ends_on) < first_day(record.starts_on):
        yield item.problem("is before starts_on", "ends_on")


def _numbers(item: Item[EditionEntry]) -> Iterator[Problem]:
    declared, capacity = item.record.participants_declared, item.record.capacity
    if declared is not None and capacity is not None and declared > capacity:
        yield item.problem("is more than the capacity", "participants_declared")


def _people(item: Item[EditionEntry], names: Names) -> Iterator[Problem]:
    people = item.record.people
    named = [(part.person, part.role) for part in people if part.person is not None]
    yield from same(item, "people", named, "person")
    for index, part in enumerate(people):
        for field in ("person", "on_behalf_of"):
            if (slug := getattr(part, field)) is not None and slug not in names.people:
                yield item.problem(f"unknown person {slug!r}", "people", index, field)
        if part.agency is not None and part.agency not in names.agencies:
            yield item.problem(f"unknown agency {part.agency!r}", "people", index, "agency")
        if not _says_who(part):
            yield item.problem("says neither who nor from where", "people", index)


def _says_who(part: PartEntry) -> bool:
    return any((part.person, part.agency, part.institution_name))


def _visits(item: Item[EditionEntry], names: Names) -> Iterator[Problem]:
    for index, visit in enumerate(item.record.visits):
        if visit.host is not None and visit.host not in names.agencies:
            yield item.problem(f"unknown agency {visit.host!r}", "visits", index, "host")
        if visit.adopted_by is not None and visit.adopted_by not in names.innovations:
            yield item.problem(f"unknown innovation {visit.adopted_by!r}", "visits", index, "adopted_by")


def _shortlists(item: Item[EditionEntry], names: Names) -> Iterator[Problem]:
    yield from same(item, "shortlists", (listed.name for listed in item.record.shortlists), "name")
    above: set[str] = set()
    for index, listed in enumerate(item.record.shortlists):
        if listed.parent is not None and listed.parent not in above:
            yield item.problem(f"no shortlist above it is called {listed.parent!r}", "shortlists", index, "parent")
        above.add(listed.name)
        if listed.declared_size is not None and len(listed.innovations) > listed.declared_size:
            yield item.problem(
                f"is less than the {len(listed.innovations)} innovations", "shortlists", index, "declared_size"
            )
        for place, slug in enumerate(listed.innovations):
            if slug not in names.innovations:
                yield item.problem(f"unknown innovation {slug!r}", "shortlists", index, "innovations", place)
