-- A whole competition: so many entries, five assessors each, twenty criteria, in a panel of fifty. Its innovations are
-- the first published ones. `bench.entries` says how many; the stage is open, and its scores are made up afterwards.

insert into instrument (id, slug, code, edition, kind, title, official, definition, digest)
select gen_random_uuid(), 'ajang-2026', 'ajang', '2026', 'weighted_form', 'Ajang uji', false, d.definition,
  encode(sha256(convert_to(d.definition::text, 'UTF8')), 'hex')
from (select jsonb_build_object(
    'code', 'ajang', 'edition', '2026', 'title', jsonb_build_object('id', 'Ajang uji'), 'kind', 'weighted_form',
    'official', false, 'confidence', 'low',
    'sources', jsonb_build_array(jsonb_build_object('title', 'Uji', 'confidence', 'low')),
    'form', jsonb_build_object(
      'weights_sum', '100', 'scale', jsonb_build_object('min', '0', 'max', '100', 'step', '1'),
      'criteria', (select jsonb_agg(jsonb_build_object(
        'code', 'k' || n, 'label', jsonb_build_object('id', 'Kriteria ' || n), 'weight', '5') order by n)
        from generate_series(1, 20) n))) as definition) d;

insert into assessment_round (id, slug, name, instrument_id, scope, per_entry, max_load, status, opened_at, version)
select gen_random_uuid(), 'ajang', 'Ajang', id, '{"filter": {}}', 5, 10000, 'open', now(), 1 from instrument
where slug = 'ajang-2026';

insert into round_stage (id, round_id, position, kind, opens_at, closes_at, pass_rule, weight)
select gen_random_uuid(), id, 1, 'panel', now() - interval '1 day', now() + interval '1 day', 'all', 100
from assessment_round;

insert into round_entry (id, round_id, innovation_id, agency_id, name, status)
select gen_random_uuid(), r.id, i.id, i.agency_id, i.name, 'active'
from assessment_round r,
  (select id, agency_id, name from innovation where status = 'published' order by id
   limit current_setting('bench.entries')::int) i;

insert into person (id, slug, name, name_key, version)
select gen_random_uuid(), 'penilai-ajang-' || n, 'Penilai Ajang ' || n, 'penilai ajang ' || n, 1
from generate_series(1, 50) n;

insert into account (id, name, roles, active, person_id, version)
select gen_random_uuid(), p.name, '{assessor}', true, p.id, 1 from person p where p.slug like 'penilai-ajang-%';

insert into round_assessor (id, round_id, account_id, person_id, added_at)
select gen_random_uuid(), r.id, a.id, a.person_id, now() from assessment_round r, account a
where a.person_id is not null;
