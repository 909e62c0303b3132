"""Let keys be narrowed to the permissions of rounds and assessments.

Revises: link_accounts_to_people
"""

from alembic import op

revision = "permit_rounds"
down_revision = "link_accounts_to_people"
branch_labels = None
depends_on = None

_BEFORE = "'records_read', 'records_write', 'records_verify', 'agencies_write', 'identifiers_write', 'identifiers_disclose', 'disclosures_read', 'requests_open', 'requests_answer', 'accounts_write', 'audit_read'"
_NEW = "'rounds_write', 'assessments_read', 'assessments_write'"


def upgrade() -> None:
    _allow(f"{_BEFORE}, {_NEW}")


def downgrade() -> None:
    # a key that has nothing but what goes away would open nothing; one that has more keeps the rest
    op.execute(
        f"UPDATE api_key SET permissions = kept.codes FROM (SELECT id, array(SELECT code FROM unnest(permissions) code WHERE code NOT IN ({_NEW})) AS codes FROM api_key) kept WHERE kept.id = api_key.id AND permissions && ARRAY[{_NEW}] AND cardinality(kept.codes) > 0"  # noqa: S608 - two constants
    )
    op.execute(
        f"UPDATE api_key SET permissions = ARRAY['records_read'], revoked_at = coalesce(revoked_at, now()) WHERE permissions && ARRAY[{_NEW}]"  # noqa: S608 - a constant
    )
    _allow(_BEFORE)


def _allow(codes: str) -> None:
    # the rule comes back wider at once; nothing else relies on the narrower one
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE api_key DROP CONSTRAINT ck_api_key_permissions")
    op.create_check_constraint(
        op.f("ck_api_key_permissions"),
        "api_key",
        f"permissions <@ ARRAY[{codes}]::text[] AND cardinality(permissions) > 0",
        postgresql_not_valid=True,
    )
