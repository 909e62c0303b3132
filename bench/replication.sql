-- A family of innovations and a mandate: `bench.replicas` of them adapt the first published one, each with a sign of life
-- of yesterday and owned by an agency of its own; the mandate obliges all these agencies to that one.

create temporary table kin as
select row_number() over (order by id) as place, id from innovation where status = 'published' order by id
limit current_setting('bench.replicas')::int + 1;

insert into agency (id, slug, external, version)
select gen_random_uuid(), 'bench-dinas-' || place, false, 1 from kin where place > 1;
insert into agency_version (id, agency_id, position, name, name_key, kind)
select gen_random_uuid(), id, 1, slug, replace(slug, '-', ' '), 'dinas' from agency where slug like 'bench-dinas-%';
insert into agency_lineage (key, member_id)
select unnest(array[id::text, slug]), id from agency where slug like 'bench-dinas-%';

update innovation i set agency_id = a.id
from kin k join agency a on a.slug = 'bench-dinas-' || k.place where i.id = k.id;
insert into innovation_relation (id, innovation_id, related_id, kind)
select gen_random_uuid(), k.id, (select id from kin where place = 1), 'adapts' from kin k where place > 1;
insert into sign_of_life (id, innovation_id, kind, observed_on, reference, recorded_at)
select gen_random_uuid(), id, 'bukti', current_date - 1, 'Laporan', now() from kin where place > 1;

insert into mandate (id, slug, title, innovation_id, decree_number, decree_on, effective_on, due_on, kinds, version)
select gen_random_uuid(), 'wajib', 'Wajib', id, '1', current_date - 30, current_date - 30, current_date + 30, '{dinas}', 1
from kin where place = 1;
