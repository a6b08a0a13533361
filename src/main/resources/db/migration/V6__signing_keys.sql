-- The keys that Gatehouse signs its own assertions with; all replicas use the same.
create table signing_key (
    -- The JWK's thumbprint (RFC 7638).
    kid         text primary key,
    public_jwk  jsonb       not null,
    -- PKCS#8, encrypted by the vault.
    private_key text        not null,
    created_at  timestamptz not null
);

create trigger signing_key_changed
    after insert or update or delete or truncate on signing_key
    for each statement execute function announce_change('signing_key');
