-- By provider id, what this caller does in its own way: {"mapping": {…}, "rules": {…}}, as written.
alter table caller add column overrides jsonb not null default '{}';
-- Whether an active answer tells this caller the groups that the token names.
alter table caller add column show_groups boolean not null default false;
