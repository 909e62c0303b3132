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

-- What is searched: the texts that the registry searches too, each row with one vector, as one writes such a search.
alter table innovations add column search tsvector generated always as (
  to_tsvector('indonesian', name || ' ' || summary || ' ' || description)) stored;
create index innovations_search on innovations using gin (search) with (fastupdate = off);

-- How many there are in each cell of what is counted: at most a few thousand rows.
create table innovation_counts (
  agency text, kind text, stage text, year int, n bigint not null, primary key (agency, kind, stage, year));
insert into innovation_counts
select a.code, kind, stage, extract(year from published_at), count(*)
from innovations i join agencies a on a.id = i.agency_id
where status = 'published' group by 1, 2, 3, 4;
