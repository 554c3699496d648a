-- Who proves itself with a key at this site. Only the key's hash is kept.
CREATE TABLE account (
    key_hash   bytea       PRIMARY KEY,
    kind       text        NOT NULL CHECK (kind IN ('SYSTEM', 'AUDITOR')),
    name       text        NOT NULL,
    purpose    text,
    created_at timestamptz NOT NULL,
    UNIQUE (kind, name)
);

-- What this site wants to see on the trust list; it is announced until it stands there.
CREATE TABLE announced (
    id   text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('SYSTEM', 'SERVICE'))
);

-- The rest is the hub's registry, and empty elsewhere.
CREATE TABLE registered_site (
    id          text PRIMARY KEY,
    public_base text NOT NULL,
    peers       text NOT NULL
);

CREATE TABLE registered_member (
    id              text PRIMARY KEY,
    name_th         text NOT NULL,
    name_en         text NOT NULL,
    site            text NOT NULL,
    suspended_since timestamptz
);

CREATE TABLE registered_certificate (
    fingerprint bytea PRIMARY KEY,
    owner       text  NOT NULL,
    role        text  NOT NULL,
    der         bytea NOT NULL
);

CREATE TABLE registered_name (
    id   text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('SYSTEM', 'SERVICE'))
);

CREATE TABLE coded_word (
    kind     text NOT NULL CHECK (kind IN ('PURPOSE', 'LEGAL_BASIS', 'DUTY')),
    word     text NOT NULL,
    thai     text NOT NULL,
    english  text NOT NULL,
    PRIMARY KEY (kind, word)
);

CREATE TABLE revoked_key (
    fingerprint bytea       PRIMARY KEY,
    since       timestamptz NOT NULL
);

CREATE TABLE trust_list (
    version   bigint      PRIMARY KEY,
    sealed    bytea       NOT NULL,
    issued_at timestamptz NOT NULL
);

-- The token itself, since it is a key for an HMAC and never travels; it opens nothing once it is used
-- or its time is over.
CREATE TABLE invitation (
    site    text        PRIMARY KEY,
    token   text        NOT NULL,
    expires timestamptz NOT NULL
);
