"""The codes of who may do what, and of personal data."""

from enum import StrEnum


class Role(StrEnum):
    """What an account is for; what each may do is in `app/accounts/policy.py`."""

    OPERATOR = "operator"
    REGISTRAR = "registrar"
    ASSESSOR = "assessor"
    SECRETARIAT = "secretariat"
    CONTROLLER = "controller"
    ADMIN = "admin"


class Permission(StrEnum):
    """What an operation needs; the scopes of a key."""

    RECORDS_READ = "records_read"
    RECORDS_WRITE = "records_write"
    RECORDS_VERIFY = "records_verify"
    AGENCIES_WRITE = "agencies_write"
    IDENTIFIERS_WRITE = "identifiers_write"
    IDENTIFIERS_DISCLOSE = "identifiers_disclose"
    DISCLOSURES_READ = "disclosures_read"
    REQUESTS_OPEN = "requests_open"
    REQUESTS_ANSWER = "requests_answer"
    ACCOUNTS_WRITE = "accounts_write"
    AUDIT_READ = "audit_read"
    ROUNDS_WRITE = "rounds_write"
    ASSESSMENTS_READ = "assessments_read"
    ASSESSMENTS_WRITE = "assessments_write"
    SNAPSHOTS_WRITE = "snapshots_write"


class IdentifierKind(StrEnum):
    """Kinds of personal data that are kept encrypted."""

    NIP = "nip"
    PHONE = "phone"
    EMAIL = "email"


class RequestKind(StrEnum):
    """What a subject of personal data may ask for."""

    RECTIFICATION = "rectification"
    WITHDRAWAL = "withdrawal"


class RequestAnswer(StrEnum):
    """How a request was answered."""

    GRANTED = "granted"
    REFUSED = "refused"
