-- Answers to a survey that runs today: each of `bench.patterns` (answers, profile, day) as often as `bench.copies` says.
-- What is checked of each row is known to be right, and would take longer than the rows.

set session_replication_role = replica;
insert into survey_response (id, survey_id, answers, profile, channel, answered_on)
select gen_random_uuid(), current_setting('bench.survey')::uuid, p.answers, p.profile, 'aplikasi', p.day
from jsonb_to_recordset(current_setting('bench.patterns')::jsonb) as p (answers jsonb, profile jsonb, day date)
  cross join generate_series(1, current_setting('bench.copies')::int);
set session_replication_role = origin;

insert into survey_tally
  (survey_id, dimension, value, shard, responses, counts, complete, complete_sum, complete_squares)
select current_setting('bench.survey')::uuid, c.dimension, c.value, c.shard, c.responses * k,
  array(select jsonb_array_elements_text(c.counts)::bigint * k), c.complete * k, c.complete_sum * k,
  c.complete_squares * k
from jsonb_to_recordset(current_setting('bench.cells')::jsonb) as c (dimension text, value text, shard smallint,
    responses bigint, counts jsonb, complete bigint, complete_sum bigint, complete_squares bigint),
  lateral (select current_setting('bench.copies')::bigint as k) as often;
