-- The keys by which looks find matters: one row for each value of a field that some procedure looks
-- for. Kept with the matter's act; what is erased of a matter goes from here as well.

CREATE TABLE matter_keys (
    city TEXT NOT NULL,
    procedure TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    matter BIGINT NOT NULL,
    PRIMARY KEY (city, procedure, field, value, matter),
    FOREIGN KEY (city, matter) REFERENCES matters (city, matter)
) WITHOUT ROWID;
CREATE INDEX matter_keys_by_matter ON matter_keys (city, matter, field);
