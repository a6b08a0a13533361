-- What each site enforces. A document holds what an administrator said; the rest is the default of the product's profile.
create sequence access_policy_version;

create table access_policy (
    caller_id  text primary key references caller (id) on delete cascade,
    document   jsonb       not null default '{}',
    -- Grows with each change of any policy, and of a caller's product, which changes the defaults.
    version    bigint      not null default nextval('access_policy_version'),
    updated_at timestamptz not null default now()
);

insert into access_policy (caller_id) select id from caller;

create function renew_access_policy() returns trigger
    language plpgsql as
$$
begin
    insert into access_policy (caller_id) values (new.id)
    on conflict (caller_id) do update set version = nextval('access_policy_version'), updated_at = now();
    return null;
end
$$;

create trigger caller_gets_access_policy
    after insert on caller
    for each row execute function renew_access_policy();

create trigger caller_changes_product
    after update of product on caller
    for each row when (old.product is distinct from new.product) execute function renew_access_policy();

create trigger access_policy_changed
    after insert or update or delete or truncate on access_policy
    for each statement execute function announce_change('access_policy');
