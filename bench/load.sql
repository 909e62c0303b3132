-- Carries the yardstick's rows into the registry's tables, so that both servers answer from the same data.
-- Run in a migrated database that `dataset.sql` has filled.
set client_min_messages = warning;
set timezone = 'UTC';
set search_path = public;

create function pg_temp.key(name text) returns text language sql immutable as
  $$ select trim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) $$;

insert into agency (id, slug, external, version) select id, code, false, 1 from yardstick.agencies;
insert into agency_version (id, agency_id, position, name, name_key, kind)
  select id, id, 0, name, pg_temp.key(name), 'dinas' from yardstick.agencies;
insert into agency_lineage
  select code, id from yardstick.agencies union all select id::text, id from yardstick.agencies;

insert into person (id, slug, name, name_key, version)
  select id, 'orang-' || replace(id::text, '-', ''), full_name, pg_temp.key(full_name), 1 from yardstick.innovators;

insert into innovation (id, slug, name, name_key, summary, how_it_works, kind, form, initiator, agency_id,
    platform_relation, represents, first_known_on, first_known_by, status, version, published_at, created_at, updated_at)
  -- an agency has no two records of one name, and made-up names repeat
  select id, lower(code), name, pg_temp.key(name || ' ' || code), summary, description,
    case kind when 'nondigital' then 'non_digital' when 'teknologi' then 'tidak_diketahui' else kind end,
    'pelayanan_publik', 'perangkat_daerah', agency_id, 'tidak_diketahui', 1, launched_on::text, 'pemberitaan',
    status, 1, published_at, published_at, updated_at
  from yardstick.innovations;
insert into innovation_stage (id, innovation_id, position, stage, started_on)
  select id, id, 0, stage, launched_on::text from yardstick.innovations;
insert into innovation_person (id, innovation_id, person_id, position, role)
  select md5(innovation_id::text || innovator_id)::uuid, innovation_id, innovator_id,
    row_number() over (partition by innovation_id order by role, innovator_id),
    case role when 'ketua' then 'inovator' else 'anggota_tim' end
  from yardstick.innovation_innovators;
