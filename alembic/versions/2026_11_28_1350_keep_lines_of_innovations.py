"""Keep the line of each published innovation in a CSV file, by triggers of the cards.

Revises: tally_innovations
"""

import sqlalchemy as sa
from alembic import op

revision = "keep_lines_of_innovations"
down_revision = "tally_innovations"
branch_labels = None
depends_on = None

_UNWRITABLE = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]"
_PLAIN_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_UNSEEN = (
    r"'\u0001-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_SIGNS = r"+=\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c"
_FORMULA_BEGINS = rf"[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}]"
_TO_QUOTE = r'[",;\t\r\n]'
_AS_IT_IS = r"[0-9A-Za-z][- !#-+.-:<-~\u00a1-\u024f]*"
_AGENCY = ("id", "slug", "name", "short_name")
_HEAD = ("id", "slug", "name", "summary", "kind", "form", "stage")
_TAIL = ("represents", "first_known_on", "first_known_by", "version", "status", "published_at", "updated_at")
_CELL = f"""
CREATE FUNCTION csv_cell(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value IS NULL THEN '' WHEN value ~ '^{_AS_IT_IS}$' THEN value ELSE csv_odd_cell(value) END
$$"""

_ODD_CELL = rf"""
CREATE FUNCTION csv_odd_cell(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN told = '' OR told ~ '{_TO_QUOTE}'
    THEN '"' || translate(replace(told, '"', '""'), chr(13) || chr(10), chr(30) || chr(29)) || '"' ELSE told END
  FROM (
    SELECT CASE WHEN clean ~ '^(?:{_FORMULA_BEGINS.replace("'", "''")})' AND clean !~ '^(?:{_PLAIN_NUMBER})$'
      THEN '''' || clean ELSE clean END AS told
    FROM (SELECT regexp_replace(value, '{_UNWRITABLE}', chr(65533), 'g') AS clean) c) t
$$"""  # noqa: S608 - constants of this file


def _cells(names: tuple[str, ...], of: str) -> str:
    return " || chr(31) || ".join(f"csv_cell({of}.{name})" for name in names)


def _texts(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} text" for name in names)


_LINE = f"""
CREATE FUNCTION csv_line(card text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT {_cells(_HEAD, "c")}
    || chr(31) || {_cells(_AGENCY, "a")}
    || chr(31) || {_cells(_TAIL, "c")}
  FROM json_to_record(card::json) AS c ({_texts((*_HEAD, *_TAIL))}, agency json)
    CROSS JOIN LATERAL json_to_record(coalesce(c.agency, '{{}}')) AS a ({_texts(_AGENCY)})
$$"""  # noqa: S608 - constants of this file

_CARDS = """
CREATE FUNCTION line_cards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO innovation_line AS l (innovation_id, line)
    SELECT innovation_id, csv_line(card) FROM shown ORDER BY innovation_id
    ON CONFLICT (innovation_id) DO UPDATE SET line = excluded.line WHERE l.line <> excluded.line;
  ELSIF EXISTS (SELECT FROM gone) THEN
    DELETE FROM innovation_line l USING gone g WHERE l.innovation_id = g.innovation_id;
  END IF;
  RETURN NULL;
END $$"""

_TRIGGER = """
CREATE TRIGGER innovation_line_{name} AFTER {event} ON innovation_card
REFERENCING {table} FOR EACH STATEMENT EXECUTE FUNCTION line_cards()"""
_TRIGGERS = (
    _TRIGGER.format(name="shown", event="INSERT", table="NEW TABLE AS shown"),
    _TRIGGER.format(name="changed", event="UPDATE", table="NEW TABLE AS shown"),
    _TRIGGER.format(name="withdrawn", event="DELETE", table="OLD TABLE AS gone"),
)


def upgrade() -> None:
    op.create_table(
        "innovation_line",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("innovation_id", name="pk_innovation_line"),
    )
    for statement in (_ODD_CELL, _CELL, _LINE, _CARDS, *_TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for event in ("withdrawn", "changed", "shown"):
        op.execute(f"DROP TRIGGER innovation_line_{event} ON innovation_card")
    for function in ("line_cards()", "csv_line(text)", "csv_cell(text)", "csv_odd_cell(text)"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("innovation_line")
