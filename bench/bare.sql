-- Where the bare INSERTs go: rows as wide as those of the registry's table, without its indexes and checks. What no
-- client sends is filled in by the database. Run in a migrated database that `dataset.sql` has filled.
create table yardstick.registered (like public.innovation);
alter table yardstick.registered
  add primary key (id),
  alter column id set default gen_random_uuid(),
  alter column agency_id set default '01680000-0000-7000-8000-000000000000',
  alter column platform_relation set default 'tidak_diketahui',
  alter column represents set default 1,
  alter column status set default 'draft',
  alter column problem_key set default '00000000000000000000000000000000',
  alter column version set default 1,
  alter column created_at set default now(),
  alter column updated_at set default now();
