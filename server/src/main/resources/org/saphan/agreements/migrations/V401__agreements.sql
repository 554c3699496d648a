CREATE TABLE agreement (
    id           text        NOT NULL,
    version      bigint      NOT NULL,
    consumer     text        NOT NULL,
    provider     text        NOT NULL,
    sealed       bytea       NOT NULL,
    state        text        NOT NULL CHECK (state IN ('IN_FORCE', 'SUSPENDED', 'ENDED')),
    suspended_by text,
    installed_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE agreement_notice (
    id          uuid        PRIMARY KEY,
    agreement   text        NOT NULL,
    version     bigint      NOT NULL,
    sealed      bytea       NOT NULL,
    received_at timestamptz NOT NULL,
    FOREIGN KEY (agreement, version) REFERENCES agreement (id, version)
);

-- To whom a notice must still be brought. The row goes when the other side has confirmed.
CREATE TABLE agreement_notice_due (
    notice  uuid NOT NULL REFERENCES agreement_notice (id),
    site    text NOT NULL,
    PRIMARY KEY (notice, site)
);
