-- Tells every replica which feature's rows changed. The topic is the trigger's argument; equal announcements of one
-- transaction arrive once, and only after its commit.
create function announce_change() returns trigger
    language plpgsql as
$$
begin
    perform pg_notify('gatehouse', tg_argv[0]);
    return null;
end
$$;

-- Who may ask: the protected resources of RFC 7662.
create table caller (
    id         text primary key check (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name       text        not null,
    product    text        not null check (product in ('jira', 'confluence', 'bitbucket', 'bamboo', 'other')),
    enabled    boolean     not null,
    -- Provider ids; exactly {*} means all of them, also later ones.
    providers  text[]      not null,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table caller_secret (
    id         uuid primary key,
    caller_id  text        not null references caller (id) on delete cascade,
    -- h1.<key id>.<base64url>: a keyed hash, of no use without the key.
    hash       text        not null,
    created_at timestamptz not null,
    expires_at timestamptz
);

create index caller_secret_caller_id on caller_secret (caller_id);

create trigger caller_changed
    after insert or update or delete or truncate on caller
    for each statement execute function announce_change('caller');

create trigger caller_secret_changed
    after insert or update or delete or truncate on caller_secret
    for each statement execute function announce_change('caller');

-- The administrator's token that was made at first start, if none was configured. At most one row.
create table admin_token (
    id         smallint primary key check (id = 1),
    hash       text        not null,
    created_at timestamptz not null
);
