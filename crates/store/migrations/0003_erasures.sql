-- What was erased of a matter when the time it is kept for was over: which field, when, after how
-- many years, and out of how many acts. The leaves of these acts stay in the ledger.

CREATE TABLE erasures (
    city TEXT NOT NULL,
    matter BIGINT NOT NULL,
    field TEXT NOT NULL,
    erased_on TEXT NOT NULL,
    years BIGINT NOT NULL,
    acts BIGINT NOT NULL,
    PRIMARY KEY (city, matter, field),
    FOREIGN KEY (city, matter) REFERENCES matters (city, matter)
);
