-- Papers as they stood when they were signed: text, figures and where each comes from. The act that
-- signed one holds its SHA-256, and so the ledger does.

CREATE TABLE signed_papers (
    city TEXT NOT NULL,
    act BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (city, act)
);
