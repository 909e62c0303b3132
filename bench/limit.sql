-- The stored answers of the limit server: one ready JSON document per published row, with its sort and filter keys.
-- Run after `dataset.sql`.
set timezone = 'UTC';
set search_path = yardstick;

create table innovation_cards (
  id uuid primary key, published_at timestamptz not null,
  agency text not null, kind text not null, stage text not null, card text not null);
insert into innovation_cards
select i.id, i.published_at, a.code, i.kind, i.stage, (select row_to_json(x)::text from (select
    i.id, i.code, i.name, i.summary, i.kind, i.stage, i.status,
    json_build_object('id', a.id, 'code', a.code, 'name', a.name) as agency,
    i.launched_on, i.tags, i.replicable, i.published_at, i.updated_at) x)
from innovations i join agencies a on a.id = i.agency_id
where i.status = 'published' order by i.published_at;
create index innovation_cards_newest on innovation_cards (published_at desc, id desc);
create index innovation_cards_filter on innovation_cards (agency, kind, stage, published_at desc, id desc);
