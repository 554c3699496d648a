-- How a calling system proves itself, beside its key. What stands here is no secret: a certificate's
-- hash, or the name that an issuer of tokens gives to the system.
CREATE TABLE caller_credential (
    kind          text        NOT NULL CHECK (kind IN ('CERTIFICATE', 'CLIENT')),
    issuer        text        NOT NULL,
    value         text        NOT NULL,
    system        text        NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (kind, issuer, value)
);
