-- The private index beside the evidence log. All of it can be built again from the log, except what
-- others told us: witnessed heads with their timestamps, and how far exchanges were reconciled.

-- A site has one log at a time; a closed one keeps its row, so that its leaves keep their meaning.
create table notary_log (
    id      integer generated always as identity primary key,
    origin  text not null unique,
    -- Leaves below this one stand in the index; moves in the transaction that put them there.
    indexed bigint not null default 0
);

create table notary_exchange (
    exchange         uuid not null,
    role             text not null check (role in ('consumer', 'provider')),
    log              integer not null references notary_log,
    leaf             bigint not null,
    seen             text not null check (seen in ('live', 'reconciled')),
    consumer_system  text not null,
    consumer_member  text not null,
    provider_service text,
    provider_member  text,
    purpose          text,
    agreement        text,
    requested_at     timestamptz not null,
    outcome          text not null check (outcome in ('answer', 'refusal')),
    status           integer,
    refused_by       text,
    reason           text,
    -- An HMAC of a citizen's number; destroyed with the salts after a set number of years.
    subject          bytea,
    primary key (exchange, role)
);

create index notary_exchange_provided on notary_exchange (consumer_member, exchange)
    where role = 'provider';
create index notary_exchange_time on notary_exchange (log, requested_at);
create index notary_exchange_subject on notary_exchange (subject, requested_at)
    where subject is not null;

create table notary_act (
    act  uuid primary key,
    log  integer not null references notary_log,
    leaf bigint not null
);

-- Heads that others have countersigned. Those with a timestamp stay for ever; receipts name them.
create table notary_head (
    log        integer not null references notary_log,
    size       bigint not null,
    note       bytea not null,
    token      bytea,
    token_time timestamptz,
    primary key (log, size)
);

create index notary_head_stamped on notary_head (log, size) where token is not null;

create table notary_reconciled (
    member   text not null,
    site     text not null,
    exchange text not null,
    primary key (member, site)
);
