"""Whatever is written down, and however deep: what a reader may not know is not in what is told."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.accounts.policy import PERMISSIONS
from app.core.concealment import Concealment, pattern_of
from app.core.ids import new_id
from app.core.security import Principal
from app.history.redaction import Known, Teller, innovations_in, people_in
from app.models.codes import Role

HIDDEN_PERSON, KNOWN_PERSON = new_id(), new_id()
HIDDEN_RECORD, KNOWN_RECORD = new_id(), new_id()
NAME = "Rahmawati Siregar"
SPELLINGS = (NAME, "rahmawati  SIREGAR", "oleh Rahmawati-Siregar.", "\N{LATIN CAPITAL LETTER R}ahmáwati Siregar")
RECORD = {"id": str(KNOWN_RECORD), "slug": "dikenal", "name": "Dikenal"}
KNOWN = Known({KNOWN_PERSON: "Orang Dikenal"}, {KNOWN_RECORD: RECORD})

people = st.sampled_from([str(HIDDEN_PERSON), str(KNOWN_PERSON), HIDDEN_PERSON.hex])
records = st.sampled_from([str(HIDDEN_RECORD), str(KNOWN_RECORD), HIDDEN_RECORD.hex])
plain = st.none() | st.booleans() | st.integers() | st.sampled_from([*SPELLINGS, "biasa", ""])
references = st.fixed_dictionaries(
    {},
    optional={
        "person": people,
        "person_id": people,
        "innovation": records,
        "innovations": st.lists(records, max_size=2),
        "other": records,
        "note": plain,
    },
)
values = st.recursive(
    plain | references,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "people", "b"]), inner),
    max_leaves=8,
)
fields = st.sampled_from(["summary", "people", "relations", "platform", "versions/2/decree"])
both = st.sampled_from(["merged_into", "absorbed"])


@dataclass
class Written:
    """An event as it was written down."""

    changes: dict[str, Any]
    action: str = "innovation.update"
    entity_kind: str = "innovation"
    entity_id: UUID = field(default_factory=new_id)
    account_name: str = NAME
    reason: str | None = f"Menurut {NAME}."


events = st.builds(
    Written,
    st.dictionaries(fields, st.tuples(values, values).map(list), max_size=4)
    | st.dictionaries(both, st.tuples(st.none(), records).map(list), max_size=2),
)


def reader(*roles: Role) -> Principal:
    permissions = frozenset().union(*(PERMISSIONS[role] for role in roles))
    return Principal(new_id(), "uji", frozenset(roles), permissions, None, None, "key", "k")


@given(events)
def test_what_a_reader_may_not_know_is_not_told(event: Written) -> None:
    told = Teller(reader(Role.REGISTRAR), KNOWN, Concealment(pattern_of(NAME))).tell(event)
    text = json.dumps(told, ensure_ascii=False).casefold()
    for part in (HIDDEN_PERSON, HIDDEN_RECORD):
        assert str(part) not in text
        assert part.hex not in text
    assert "siregar" not in text


@given(events)
def test_who_may_know_everything_is_told_everything(event: Written) -> None:
    whole = Known(
        {id_: f"Orang {id_}" for id_ in people_in(event)},
        {id_: {"id": str(id_), "slug": "s", "name": "n"} for id_ in innovations_in(event)},
    )
    told = Teller(reader(Role.CONTROLLER), whole, Concealment(pattern_of(NAME))).tell(event)
    assert not told.redacted
    assert (told.account_name, told.reason) == (event.account_name, event.reason)
    for change, (name, pair) in zip(told.changes, event.changes.items(), strict=True):
        assert change["field"] == name
        for side, value in zip(("before", "after"), pair, strict=True):
            assert without_references(change[side]) == without_references(value)


REFERENCES = {"person", "person_id", "innovation", "related_id", "platform_id", "other"}


def without_references(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"id", "slug", "name"}:
            return value["id"].replace("-", "")
        return {key: without_references(part) for key, part in value.items() if key not in REFERENCES}
    if isinstance(value, list):
        return [without_references(part) for part in value]
    record = isinstance(value, str) and value.replace("-", "") in {HIDDEN_RECORD.hex, KNOWN_RECORD.hex}
    return value.replace("-", "") if record else value


@given(events)
def test_what_is_marked_as_whole_is_whole(event: Written) -> None:
    concealment = Concealment(pattern_of(NAME))
    told = Teller(reader(Role.OPERATOR), KNOWN, concealment).tell(event)
    for change, pair in zip(told.changes, event.changes.values(), strict=True):
        text = json.dumps(pair, ensure_ascii=False)
        hidden = concealment.text(text) != text or any(
            spelling in text for id_ in (HIDDEN_PERSON, HIDDEN_RECORD) for spelling in (str(id_), id_.hex)
        )
        assert change["redacted"] is hidden
    assert told.redacted
