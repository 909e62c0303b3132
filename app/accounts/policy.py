"""What each role may do: the whole table, and nothing else.

| permission | operator | secretariat | registrar | assessor | controller | admin |
|---|:-:|:-:|:-:|:-:|:-:|:-:|
| records_read, records_write | own | own | all | | | |
| records_verify, agencies_write | | | all | | | |
| identifiers_write, requests_open | own | own | all | | all | |
| disclosures_read | own | own | | | all | |
| identifiers_disclose, requests_answer | | | | | all | |
| audit_read | | | | | all | all |
| accounts_write | | | | | | all |
| rounds_write | | | all | | | |
| assessments_read | | | all | assigned | | |
| assessments_write | | | | assigned | | |
| snapshots_write | | own | all | | | |

`assigned`: the assessments that are assigned to the account, and nothing else. Scores are sealed until their stage
closes, for the registrar too. `own`: records of the account's agency, of the agencies that followed it, and of those
that are part of one of them; of snapshots, those of what everyone may read. What is not in the table is refused. The
registrar is the city's organisation bureau, which looks after the records that agencies submit (Keputusan Menteri PANRB
161/2021 calls it Admin Lokal). The one who reads personal data neither keeps records nor gives out accounts.
"""

from collections.abc import Collection, Iterable

from app.models.codes import Permission, Role

_KEEPING = frozenset(
    {
        Permission.RECORDS_READ,
        Permission.RECORDS_WRITE,
        Permission.IDENTIFIERS_WRITE,
        Permission.REQUESTS_OPEN,
        Permission.DISCLOSURES_READ,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: _KEEPING,
    Role.SECRETARIAT: _KEEPING | {Permission.SNAPSHOTS_WRITE},
    Role.REGISTRAR: frozenset(
        {
            Permission.RECORDS_READ,
            Permission.RECORDS_WRITE,
            Permission.RECORDS_VERIFY,
            Permission.AGENCIES_WRITE,
            Permission.IDENTIFIERS_WRITE,
            Permission.REQUESTS_OPEN,
            Permission.ROUNDS_WRITE,
            Permission.ASSESSMENTS_READ,
            Permission.SNAPSHOTS_WRITE,
        }
    ),
    Role.ASSESSOR: frozenset({Permission.ASSESSMENTS_READ, Permission.ASSESSMENTS_WRITE}),
    Role.CONTROLLER: frozenset(
        {
            Permission.AUDIT_READ,
            Permission.IDENTIFIERS_WRITE,
            Permission.IDENTIFIERS_DISCLOSE,
            Permission.DISCLOSURES_READ,
            Permission.REQUESTS_OPEN,
            Permission.REQUESTS_ANSWER,
        }
    ),
    Role.ADMIN: frozenset({Permission.ACCOUNTS_WRITE, Permission.AUDIT_READ}),
}

# roles that keep the records of their own agency and of none beside
BOUND = frozenset({Role.OPERATOR, Role.SECRETARIAT})


def granted(roles: Iterable[str], narrowed_to: Collection[str] | None) -> frozenset[str]:
    """Return the permissions of an account with these roles; a key may narrow them and never adds any."""
    found: frozenset[str] = frozenset().union(*(PERMISSIONS[Role(role)] for role in roles))
    return found if narrowed_to is None else found & frozenset(narrowed_to)


def bound(roles: Collection[str]) -> bool:
    """Whether an account keeps only what is its agency's; no other role beside widens that."""
    return not BOUND.isdisjoint(roles)
