-- Who still uses Basic authentication: what sites report and forward-auth sees, summed up. Without a trigger: nobody keeps it in memory.
create table basic_use (
    caller_id  text        not null references caller (id) on delete cascade,
    username   text        not null,
    -- The first two segments of the path.
    path_class text        not null,
    -- The client's /24 or /64; empty if it is not known.
    network    text        not null,
    -- The product token of User-Agent, without its version.
    client     text        not null,
    count      bigint      not null,
    first_seen timestamptz not null,
    last_seen  timestamptz not null,
    primary key (caller_id, username, path_class, network, client)
);

create index basic_use_last_seen on basic_use (last_seen);

-- What each site said of itself last.
create table site_report (
    caller_id       text primary key references caller (id) on delete cascade,
    plugin_version  text        not null,
    plugin_flavour  text        not null,
    product_name    text        not null,
    product_version text        not null,
    policy_version  bigint      not null,
    reported_at     timestamptz not null
);
