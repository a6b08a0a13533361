set local lock_timeout = '2s';

-- What an administrator has to know of a site, as its plugin says: a JSON array.
alter table site_report add column findings text not null default '[]';
