-- A service is an API, or a table that is published; the registration of the latter, as JSON.
ALTER TABLE service ALTER COLUMN base_url DROP NOT NULL;
ALTER TABLE service ADD COLUMN table_source text;
ALTER TABLE service ADD CONSTRAINT service_is_one CHECK ((base_url IS NULL) <> (table_source IS NULL));
