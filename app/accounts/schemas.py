"""What admins say of accounts and keys, and what they get."""

import re
from collections.abc import Hashable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StrictBool, ValidationInfo
from pydantic_core import PydanticCustomError

from app.accounts.keys import ID_PATTERN
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Cursor, Id, Input, Limit, Moment, Name, Output, Reference, Slug, Small, Text, open_codes
from app.models.codes import Permission, Role

# five years, however many leap days are in them
MOST_KEY_DAYS = 1827
# of the subject of a token (OpenID Connect Core 1.0, 2)
MOST_SUBJECT_CHARACTERS = 255

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T", re.ASCII)

_Many = TypeVar("_Many", bound=Sequence[Hashable])


def _one_line(text: str) -> str:
    """Return a name without line ends or blanks around it: it stands in lists and in the audit."""
    return " ".join(text.split())


def _each_once(codes: _Many) -> _Many:
    if len(set(codes)) != len(codes):
        raise PydanticCustomError("repeated", "repeated")
    return codes


def _as_in_tokens(subject: str) -> str:
    """Refuse a subject that no token can have; it is compared as it is, so nothing of it is changed."""
    if not subject.isprintable() or subject != subject.strip():
        raise PydanticCustomError("string_pattern_mismatch", "not a subject")
    return subject


def _not_cleared(value: Any, info: ValidationInfo) -> Any:
    if value is None:
        raise PydanticCustomError("null_refused", "null", {"name": info.field_name})
    return value


def _written(moment: Any) -> Any:
    """Refuse what does not begin with a date: Pydantic would take a number for seconds since 1970."""
    if not isinstance(moment, str) or not _MOMENT.match(moment):
        raise PydanticCustomError("datetime_parsing", "not a moment")
    return moment


OneLine = Annotated[Text, AfterValidator(_one_line), Field(min_length=1, max_length=200, examples=["SIMPEG Medan"])]
Roles = Annotated[
    list[Role],
    Field(min_length=1, max_length=len(Role), examples=[["operator"]], description="What the account is for."),
    AfterValidator(_each_once),
]
Subject = Annotated[
    str,
    Field(min_length=1, max_length=MOST_SUBJECT_CHARACTERS, examples=["c0ffee-7d3e-9a51"]),
    AfterValidator(_as_in_tokens),
]
Remark = Annotated[Text, Field(min_length=1, max_length=2000, examples=["Menggantikan akun lama."])]
Permissions = Annotated[list[Permission], Field(min_length=1, max_length=len(Permission)), AfterValidator(_each_once)]
Expiry = Annotated[AwareDatetime, BeforeValidator(_written), Field(examples=["2027-11-22T17:00:00Z"])]

Person = Annotated[Reference, Field(examples=["bayu-sogara-siregar"])]
KeyId = Annotated[str, Field(max_length=12, pattern=ID_PATTERN, examples=["k3v9x0a71qzd"])]
RoleCode = Annotated[str, open_codes(Role, "What the account is for.")]
PermissionCode = Annotated[str, open_codes(Permission, "What may be done.")]


class AccountFilters(Input):
    """Which accounts, and how many at a time; by name."""

    role: Role | None = Field(None, description="A role that they have.")
    agency: Reference | None = Field(None, description="Id or slug of the agency that they belong to.")
    active: bool | None = Field(None, description="Whether they may sign in.")
    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(None, description="Part of a name.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class KeyFilters(Input):
    """How many keys at a time; in the order in which they were made."""

    limit: Limit = 50
    cursor: Cursor = None


class AccountCreate(Input):
    """A new account. It signs in with keys, or with tokens if it has a subject."""

    name: OneLine
    roles: Roles
    agency: Reference | None = Field(None, description="Id or slug; required for operator and secretariat.")
    subject: Subject | None = Field(None, description="Value of the claim by which the provider's tokens name it.")
    note: Remark | None = None
    person: Person | None = Field(None, description="Id or slug of who signs in, where that is somebody on record.")


class AccountUpdate(Input):
    """What changes of an account: a merge patch (RFC 7396), so null takes away and what is absent stays."""

    # what cannot be taken away has a default that stands for nothing and is not told: null would be a value
    name: Annotated[OneLine, BeforeValidator(_not_cleared)] = Field(default_factory=str)
    roles: Annotated[Roles, BeforeValidator(_not_cleared)] = Field(default_factory=list)
    agency: Reference | None = Field(None, description="Id or slug; required for operator and secretariat.")
    subject: Subject | None = Field(None, description="Value of the claim by which the provider's tokens name it.")
    active: Annotated[StrictBool, BeforeValidator(_not_cleared)] = Field(
        default_factory=bool, description="Whether it may sign in; without that its keys end at once."
    )
    note: Remark | None = None
    person: Person | None = Field(
        None,
        description="Id or slug of who signs in, where that is somebody on record. Two accounts of one person are one "
        "person to the rules on conflicts of interest.",
    )


class KeyCreate(Input):
    """A new key of an account. It may do what the account may, or less."""

    name: OneLine
    permissions: Permissions | None = Field(
        None, description="What it may do of what the account may; everything where absent."
    )
    agency: Reference | None = Field(
        None, description="Id or slug of an agency whose records the account keeps; the key then keeps no others."
    )
    expires_at: Expiry | None = Field(
        None, description="When it ends, within five years; where absent it serves until it is revoked."
    )


class AccountAgency(Output):
    """An agency as it is called now."""

    id: Id
    slug: Slug
    name: Name


class AccountPerson(Output):
    """Who signs in, by public name. Of one who withdrew the name there is no id, and others stand in its place."""

    id: Id | None
    slug: Slug
    name: Name


class AccountRead(Output):
    """Somebody, or a service, that may sign in."""

    model_config = ConfigDict(title="Account")

    id: Id
    name: Name
    roles: list[RoleCode] = Field(max_length=20)
    agency: AccountAgency | None
    subject: str | None = Field(max_length=MOST_SUBJECT_CHARACTERS, examples=["c0ffee-7d3e-9a51"])
    active: bool = Field(description="Whether it may sign in.")
    note: str | None = Field(max_length=2000, examples=["Menggantikan akun lama."])
    person: AccountPerson | None = Field(description="Who signs in; null where that is nobody on record.")
    version: Small = Field(description="Counts the changes of the record.")
    created_at: Moment
    updated_at: Moment


class AccountPage(Output):
    """A page of accounts."""

    items: list[AccountRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class KeyRead(Output):
    """A key without its secret, which nobody can have again."""

    model_config = ConfigDict(title="ApiKey")

    key_id: KeyId = Field(description="The readable part of the key, which stands in logs and in the audit.")
    account_id: Id
    name: Name
    permissions: list[PermissionCode] | None = Field(
        max_length=50, description="What it may do of what the account may; null: everything."
    )
    agency: AccountAgency | None = Field(description="The agency whose records alone it keeps.")
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None
    last_used_at: Moment | None = Field(description="Some seconds late, because no request waits for it.")


class KeyPage(Output):
    """A page of keys."""

    items: list[KeyRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor


class KeyCreated(KeyRead):
    """A new key, shown this once."""

    model_config = ConfigDict(title="NewApiKey")

    key: str = Field(
        max_length=100,
        pattern="^inovasi_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$",
        description="What goes into `Authorization: Bearer …`. Only its digest is kept.",
        examples=["inovasi_k3v9x0a71qzd_0000000000000000000000000000000000000000000"],
    )


class MeRead(Output):
    """Who asks, and what they may do with these credentials."""

    model_config = ConfigDict(title="Me")

    account_id: Id
    name: Name
    roles: list[RoleCode] = Field(max_length=20)
    permissions: list[PermissionCode] = Field(max_length=50)
    agency: AccountAgency | None
    person: AccountPerson | None = Field(description="Who signs in; null where that is nobody on record.")
    via: str = Field(max_length=20, description="`key` or `token`.", examples=["key"])
    credential: str = Field(
        max_length=MOST_SUBJECT_CHARACTERS,
        description="The key's id, or the token's subject.",
        examples=["k3v9x0a71qzd"],
    )
    expires_at: Moment | None = Field(description="When the key ends; null if it does not, or for a token.")
