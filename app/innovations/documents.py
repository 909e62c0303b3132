"""The SQL that turns the tables of an innovation into its published documents.

One expression makes a document, whether one record changed or all are rebuilt, so a stored document cannot differ from
what the tables say. It relies on the session's time zone being UTC, which every connection of the service sets.
"""

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from app.core.concealment import LOCK_KEY, NAMES_SQL, PROSE
from app.models.agency import IN_FORCE_FIRST, begun
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG

# by the name in force today in Medan
_AGENCY = f"""(
  SELECT row_to_json(x) FROM (
    SELECT a.id, a.slug, v.name, v.short_name FROM agency a JOIN agency_version v ON v.agency_id = a.id {begun()}
    WHERE a.id = {{key}} ORDER BY {IN_FORCE_FIRST} LIMIT 1) x)"""

_LAST_STAGE = """coalesce((
  SELECT s.stage FROM innovation_stage s WHERE s.innovation_id = {of}.id ORDER BY s.position DESC LIMIT 1
), 'tidak_diketahui')"""
_STAGE = _LAST_STAGE.format(of="i")

_CARD = f"""
  i.id, i.slug, i.name, i.summary, i.kind, i.form, {_STAGE} AS stage, {_AGENCY.format(key="i.agency_id")} AS agency,
  i.represents, i.first_known_on, i.first_known_by, i.status, i.version, i.published_at, i.updated_at"""

_ALIASES = """
  SELECT n.name, n.kind, n.note FROM innovation_alias n WHERE n.innovation_id = i.id ORDER BY n.position"""

_STAGES = """
  SELECT s.stage, s.started_on, s.evidence, s.note
  FROM innovation_stage s WHERE s.innovation_id = i.id ORDER BY s.position"""

# Who withdrew the public name stays without it, and by the id of the part, which no other record has: what one person
# did in several innovations must not come together again.
_PERSON = f"""
    CASE WHEN p.concealed_at IS NULL
      THEN (SELECT row_to_json(x) FROM (SELECT p.id, p.slug, p.name, p.title_prefix, p.degrees) x)
      ELSE (SELECT row_to_json(x) FROM (SELECT ip.id, '{CONCEALED_SLUG}' AS slug, '{CONCEALED_NAME}' AS name,
        NULL AS title_prefix, NULL AS degrees) x)
    END"""

_PEOPLE = f"""
  SELECT ip.role, {_PERSON} AS person, {_AGENCY.format(key="ip.agency_id")} AS agency, ip.valid_from, ip.valid_to
  FROM innovation_person ip JOIN person p ON p.id = ip.person_id WHERE ip.innovation_id = i.id ORDER BY ip.position"""

_PLACES = """
  SELECT (SELECT row_to_json(x) FROM (SELECT r.code, r.level, r.name FROM area r WHERE r.id = l.area_id) x) AS area,
    l.name, l.latitude, l.longitude
  FROM innovation_place l WHERE l.innovation_id = i.id ORDER BY l.position"""

_CLASSIFICATIONS = """
  SELECT c.slug AS classification, c.name AS classification_name, c.edition, t.slug AS term, t.name
  FROM innovation_term it JOIN term t ON t.id = it.term_id JOIN classification c ON c.id = t.classification_id
  WHERE it.innovation_id = i.id ORDER BY c.slug, t.position"""

_LEGAL_BASES = """
  SELECT b.level, b.number, b.title, b.issued_on, b.valid_from, b.valid_to
  FROM legal_basis b WHERE b.innovation_id = i.id ORDER BY b.position"""

_RESOURCES = """
  SELECT r.year, r.budget_idr, r.people, r.rkpd_line, r.note
  FROM innovation_resource r WHERE r.innovation_id = i.id ORDER BY r.year"""

# only published neighbours are named: a draft must not show through a relation
_RELATIONS = """
  SELECT e.kind, e.direction,
    (SELECT row_to_json(x) FROM (SELECT o.id, o.slug, o.name) x) AS innovation, e.note
  FROM (
    SELECT r.kind, 'outgoing' AS direction, r.related_id AS other, r.note
    FROM innovation_relation r WHERE r.innovation_id = i.id
    UNION ALL
    SELECT r.kind, 'incoming', r.innovation_id, r.note FROM innovation_relation r WHERE r.related_id = i.id
  ) e JOIN innovation o ON o.id = e.other AND o.status = 'published'
  ORDER BY e.kind, e.direction, o.slug"""

_PEOPLE_BY_ID = """
  SELECT ip.role, ip.person_id AS person, ip.agency_id AS agency, ip.valid_from, ip.valid_to
  FROM innovation_person ip WHERE ip.innovation_id = i.id ORDER BY ip.position"""

_RELATIONS_BY_ID = """
  SELECT r.kind, r.related_id AS innovation, r.note
  FROM innovation_relation r WHERE r.innovation_id = i.id ORDER BY r.kind, r.related_id"""

_AMBIGUITIES = """
  SELECT m.field, m.note_id, m.note_en
  FROM ambiguity m WHERE m.subject_kind = 'innovation' AND m.subject_id = i.id ORDER BY m.position"""

_PLATFORM = """(
  SELECT row_to_json(x) FROM (
    SELECT i.platform_relation AS relation, i.platform_name AS name,
      (SELECT row_to_json(y) FROM (
        SELECT o.id, o.slug, o.name FROM innovation o WHERE o.id = i.platform_id AND o.status = 'published') y
      ) AS innovation) x)"""

_COUNTS = """(
  SELECT row_to_json(x) FROM (
    SELECT
      (SELECT count(*) FROM citation t
        WHERE t.subject_kind = 'innovation' AND t.subject_id = i.id AND t.withdrawn_at IS NULL) AS citations,
      (SELECT count(DISTINCT t.source_id) FROM citation t
        WHERE t.subject_kind = 'innovation' AND t.subject_id = i.id AND t.withdrawn_at IS NULL) AS sources,
      (SELECT count(*) FROM innovation_relation r JOIN innovation o
        ON o.id = CASE WHEN r.innovation_id = i.id THEN r.related_id ELSE r.innovation_id END
        WHERE i.id IN (r.innovation_id, r.related_id) AND o.status = 'published') AS relations) x)"""

# what the owner was called when the innovation first appears: the last name known by then
_AGENCY_NAME_THEN = """(
  SELECT v.name FROM agency_version v
  WHERE v.agency_id = i.agency_id AND coalesce(v.valid_from, v.first_stated_on) <= i.first_known_on
  ORDER BY v.position DESC LIMIT 1)"""


def _list(select: str) -> str:
    return f"coalesce((SELECT json_agg(row_to_json(x)) FROM ({select}) x), '[]')"


_DOCUMENT = f"""{_CARD},
  {_AGENCY_NAME_THEN} AS agency_name_then, {_list(_ALIASES)} AS aliases,
  i.problem, i.goal, i.novelty, i.how_it_works, i.benefit, i.result_before, i.result_after, i.initiator, i.remark,
  {_PLATFORM} AS platform, {_list(_STAGES)} AS stages, {_list(_PEOPLE)} AS people, {_list(_PLACES)} AS places,
  {_list(_CLASSIFICATIONS)} AS classifications, {_list(_LEGAL_BASES)} AS legal_bases,
  {_list(_RESOURCES)} AS resources, {_list(_RELATIONS)} AS relations, {_list(_AMBIGUITIES)} AS ambiguities,
  {_COUNTS} AS counts"""

# What the history compares: the record in the shape in which it is read, with people and innovations by id alone, so
# that neither a name that is withdrawn later nor a draft shows through it.
_SNAPSHOT = f"""
  i.slug, i.name, i.summary, i.kind, i.form, {_AGENCY.format(key="i.agency_id")} AS agency, i.represents,
  i.first_known_on, i.first_known_by, i.status, i.remark, i.problem, i.goal, i.novelty, i.how_it_works, i.benefit,
  i.result_before, i.result_after, i.initiator,
  json_build_object('relation', i.platform_relation, 'name', i.platform_name, 'innovation', i.platform_id) AS platform,
  {_list(_ALIASES)} AS aliases, {_list(_STAGES)} AS stages,
  {_list(_PEOPLE_BY_ID)} AS people, {_list(_PLACES)} AS places, {_list(_CLASSIFICATIONS)} AS classifications,
  {_list(_LEGAL_BASES)} AS legal_bases, {_list(_RESOURCES)} AS resources, {_list(_RELATIONS_BY_ID)} AS relations"""

# the words that the seldom used filters look for; an area is found by its own code and by those above it
_FACETS = """array(
  SELECT 'year:' || left(i.first_known_on, 4) WHERE i.first_known_on IS NOT NULL
  UNION SELECT 'area:' || left(r.code, n) FROM innovation_place l JOIN area r ON r.id = l.area_id,
    unnest(ARRAY[5, 8, 13]) n WHERE l.innovation_id = i.id AND length(r.code) >= n
  UNION SELECT unnest(ARRAY['term:' || c.slug, 'term:' || c.slug || '/' || t.slug])
    FROM innovation_term it JOIN term t ON t.id = it.term_id JOIN classification c ON c.id = t.classification_id
    WHERE it.innovation_id = i.id
  ORDER BY 1)"""

_NAMES = r"""(
  SELECT string_agg(n.key || E'\n' || replace(n.key, ' ', ''), E'\n' ORDER BY n.place, n.key) FROM (
    SELECT i.name_key AS key, 0 AS place
    UNION ALL SELECT a.name_key, a.position + 1 FROM innovation_alias a WHERE a.innovation_id = i.id) n)"""

_EXTERNAL = "coalesce((SELECT a.external FROM agency a WHERE a.id = i.agency_id), false)"

# A record that a source counts without names stands for those that are its published parts no longer: they stand for
# themselves, and nothing is counted twice.
_REPRESENTS = """CASE WHEN i.represents = 1 THEN 1 ELSE greatest(i.represents - (
  SELECT coalesce(sum(o.represents), 0) FROM innovation_relation r
    JOIN innovation o ON o.id = r.innovation_id AND o.status = 'published'
  WHERE r.related_id = i.id AND r.kind = 'part_of'), 0) END"""

# For each other agency that has a published replica which has not stopped, the last sign of life of its replicas. Is
# that recent enough? The days decide, so it is asked when a list is read. An agency that went before the owner, or came
# after it, is no other.
_USED_SIGNS = f"""array(
  SELECT max(l.observed_on) FROM innovation_relation r
    JOIN innovation o ON o.id = r.innovation_id AND o.status = 'published'
    JOIN sign_of_life l ON l.innovation_id = o.id AND l.withdrawn_at IS NULL
  WHERE r.related_id = i.id AND r.kind IN ('adapts', 'copies') AND {_LAST_STAGE.format(of="o")} <> 'berhenti'
    AND o.agency_id IS NOT NULL AND o.agency_id IS DISTINCT FROM i.agency_id
    AND NOT EXISTS (SELECT FROM agency_lineage g WHERE g.key = i.agency_id::text AND g.member_id = o.agency_id)
  GROUP BY o.agency_id ORDER BY 1)"""


def _clear(columns: str) -> str:
    """Return the expression for a document without the names that are concealed."""
    told = f"(SELECT row_to_json(x)::text FROM (SELECT {columns}) x)"
    return f"conceal({told}, '{'|'.join(sorted(PROSE))}', {NAMES_SQL})"


# the expressions of a record that has no stored document, for whoever keeps it
OWN_DOCUMENT, OWN_CARD = _clear(_DOCUMENT), _clear(_CARD)
STAGE, FACETS, NAMES, EXTERNAL, USED_SIGNS = _STAGE, _FACETS, _NAMES, _EXTERNAL, _USED_SIGNS
REPRESENTS = _REPRESENTS
# an agency by the name that it has today, for the id in the place of `{key}`
AGENCY_TODAY = _AGENCY

_PUBLISHED = "FROM innovation i WHERE i.status = 'published' AND i.id = ANY(:ids)"

_IDS = bindparam("ids", type_=ARRAY(UUID(as_uuid=True)))

# Taken before a document is made: whoever changes something else that the same document shows waits here, and then
# reads what the other one committed. Without it the later of two would overwrite the document from what it saw before.
# So does who conceals a name, and everybody else for that.
LOCK = text(f"""
SELECT id FROM innovation WHERE id = ANY(:ids) AND (SELECT pg_advisory_xact_lock_shared({LOCK_KEY})) IS NOT NULL
ORDER BY id FOR NO KEY UPDATE""").bindparams(_IDS)

WRITE_CARDS = text(f"""
INSERT INTO innovation_card AS old (innovation_id, published_at, updated_at, name_key, agency_id, kind, form, stage,
  facets, names, card, external, used_signs, represents)
SELECT i.id, i.published_at, i.updated_at, i.name_key, i.agency_id, i.kind, i.form, {_STAGE}, {_FACETS}, {_NAMES},
  {_clear(_CARD)}, {_EXTERNAL}, {_USED_SIGNS}, {_REPRESENTS} {_PUBLISHED}
ON CONFLICT (innovation_id) DO UPDATE SET revision = nextval('document_revision'),
  (published_at, updated_at, name_key, agency_id, kind, form, stage, facets, names, card, external, used_signs,
   represents) =
  (excluded.published_at, excluded.updated_at, excluded.name_key, excluded.agency_id, excluded.kind, excluded.form,
   excluded.stage, excluded.facets, excluded.names, excluded.card, excluded.external, excluded.used_signs,
   excluded.represents)
WHERE (old.agency_id, old.facets, old.names, old.card, old.external, old.used_signs, old.represents) IS DISTINCT FROM
  (excluded.agency_id, excluded.facets, excluded.names, excluded.card, excluded.external, excluded.used_signs,
   excluded.represents)
RETURNING innovation_id
""").bindparams(_IDS)

WRITE_DOCUMENTS = text(f"""
INSERT INTO innovation_document AS old (innovation_id, slug, document, version)
SELECT i.id, i.slug, {_clear(_DOCUMENT)}, i.version {_PUBLISHED}
ON CONFLICT (innovation_id) DO UPDATE SET revision = nextval('document_revision'),
  (slug, document, version) = (excluded.slug, excluded.document, excluded.version)
WHERE (old.slug, old.document, old.version) IS DISTINCT FROM (excluded.slug, excluded.document, excluded.version)
RETURNING innovation_id
""").bindparams(_IDS)

WITHDRAW_CARDS = text("""
DELETE FROM innovation_card c USING innovation i
WHERE i.id = c.innovation_id AND i.id = ANY(:ids) AND i.status <> 'published' RETURNING c.innovation_id
""").bindparams(_IDS)

WITHDRAW_DOCUMENTS = text("""
DELETE FROM innovation_document d USING innovation i
WHERE i.id = d.innovation_id AND i.id = ANY(:ids) AND i.status <> 'published' RETURNING d.innovation_id
""").bindparams(_IDS)

# what brings the documents of records in line, in this order
WRITING = (WITHDRAW_CARDS, WITHDRAW_DOCUMENTS, WRITE_CARDS, WRITE_DOCUMENTS)

# whose documents name one of these records: its relations at either end, and the parts of a platform
NEIGHBOURS = text("""
SELECT related_id FROM innovation_relation WHERE innovation_id = ANY(:ids)
UNION SELECT innovation_id FROM innovation_relation WHERE related_id = ANY(:ids)
UNION SELECT id FROM innovation WHERE platform_id = ANY(:ids)
""").bindparams(_IDS)

SNAPSHOT = text(f"SELECT (SELECT row_to_json(x) FROM (SELECT {_SNAPSHOT}) x) FROM innovation i WHERE i.id = :id")

BATCH = text("SELECT id FROM innovation WHERE id > :after ORDER BY id LIMIT :size")
