-- The description of a service as others may see it: without the hosts inside the agency.
CREATE TABLE openapi (
    service    text        PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE,
    document   bytea       NOT NULL,
    changed_at timestamptz NOT NULL
);
