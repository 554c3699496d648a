-- Takes longer than one statement may take in the test that uses it.
CREATE TABLE slow AS SELECT 1 AS n FROM pg_sleep(1.5);
