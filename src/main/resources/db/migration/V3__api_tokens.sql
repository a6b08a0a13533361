-- The tokens that Gatehouse issues itself, and those of other systems that it was told to honour.
create table api_token (
    id         uuid primary key,
    username   text        not null,
    -- The username in lower case: who counts as the same user when tokens are counted, listed and revoked.
    owner      text        not null,
    label      text        not null,
    read_only  boolean     not null,
    enabled    boolean     not null,
    -- Caller ids; exactly {*} means all of them, also later ones.
    callers    text[]      not null,
    -- Address ranges that it may be used from; none means anywhere.
    allow      text[]      not null,
    expires_at timestamptz not null,
    -- A revoked token stays for a while, so that the log can say why it is refused.
    revoked_at timestamptz,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create index api_token_owner on api_token (owner);
create index api_token_ended_at on api_token (least(revoked_at, expires_at));

create table api_token_secret (
    id         uuid primary key,
    token_id   uuid        not null references api_token (id) on delete cascade,
    -- h1.<key id>.<base64url>: a keyed hash, of no use without the key.
    hash       text        not null unique,
    -- What an imported token starts with; null for those that we made.
    prefix     text,
    created_at timestamptz not null,
    expires_at timestamptz
);

create index api_token_secret_token_id on api_token_secret (token_id);
create index api_token_secret_prefix on api_token_secret (prefix) where prefix is not null;

-- Apart from the tokens and without a trigger: what was merely used has not changed.
create table api_token_use (
    token_id     uuid primary key references api_token (id) on delete cascade,
    last_used_at timestamptz not null
);

create trigger api_token_changed
    after insert or update or delete or truncate on api_token
    for each statement execute function announce_change('api_token');

create trigger api_token_secret_changed
    after insert or update or delete or truncate on api_token_secret
    for each statement execute function announce_change('api_token');
