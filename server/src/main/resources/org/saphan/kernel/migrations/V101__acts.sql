-- The outbox: what was done in a transaction and must still reach the evidence log.
CREATE TABLE act (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id       uuid   NOT NULL UNIQUE,
    leaf     bytea  NOT NULL
);
