-- The issuers we trust, as administrators configured them.
create table provider (
    id         text primary key check (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name       text        not null,
    kind       text        not null,
    enabled    boolean     not null,
    -- parameters, mapping, rules and network, as written
    document   jsonb       not null,
    -- secret parameters: name to v1.<key id>.<ciphertext>
    secrets    jsonb       not null,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- One for all providers: a provider that is deleted and made anew never has a version it had before, under which claims may
-- still be remembered.
create sequence provider_version;

create trigger provider_changed
    after insert or update or delete or truncate on provider
    for each statement execute function announce_change('provider');
