CREATE TABLE service (
    id               text        PRIMARY KEY,
    base_url         text        NOT NULL,
    fields           text[]      NOT NULL,
    subject_in       text,
    subject_at       text,
    patience_seconds integer     NOT NULL,
    enabled          boolean     NOT NULL,
    changed_at       timestamptz NOT NULL
);
