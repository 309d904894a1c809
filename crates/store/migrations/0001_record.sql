-- The record of a city. Written in the SQL that SQLite and PostgreSQL share: for PostgreSQL,
-- BLOB becomes BYTEA and WITHOUT ROWID goes. The key of every table starts with the city, so
-- that a city's rows can be kept together. Days and moments are ISO 8601 text in the city's
-- civil time; a moment that ends a whole day is that day at T24:00:00, so that text order is
-- time order. Migrations only add.

CREATE TABLE cities (
    city TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    PRIMARY KEY (city)
);

CREATE TABLE settings (
    city TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (city, key),
    FOREIGN KEY (city) REFERENCES cities (city)
);

CREATE TABLE units (
    city TEXT NOT NULL,
    unit TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    from_on TEXT,
    until_on TEXT,
    successor TEXT,
    PRIMARY KEY (city, unit),
    FOREIGN KEY (city) REFERENCES cities (city),
    FOREIGN KEY (city, parent) REFERENCES units (city, unit)
);

-- Who stands at or above whom; kept with units.
CREATE TABLE unit_closure (
    city TEXT NOT NULL,
    upper TEXT NOT NULL,
    lower TEXT NOT NULL,
    PRIMARY KEY (city, upper, lower)
) WITHOUT ROWID;
CREATE INDEX unit_closure_by_lower ON unit_closure (city, lower, upper);

CREATE TABLE accounts (
    city TEXT NOT NULL,
    account TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    phone TEXT,
    kind TEXT NOT NULL,
    disabled_on TEXT,
    must_change BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (city, account),
    UNIQUE (city, login)
);

CREATE TABLE posts (
    city TEXT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    PRIMARY KEY (city, account, role, unit, from_on),
    FOREIGN KEY (city, account) REFERENCES accounts (city, account),
    FOREIGN KEY (city, unit) REFERENCES units (city, unit)
);
CREATE INDEX posts_by_unit ON posts (city, unit, role);

CREATE TABLE sessions (
    city TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    account TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    csrf TEXT NOT NULL,
    PRIMARY KEY (city, token_hash),
    FOREIGN KEY (city, account) REFERENCES accounts (city, account)
);
CREATE INDEX sessions_by_account ON sessions (city, account);
CREATE INDEX sessions_by_expiry ON sessions (city, expires_at);

CREATE TABLE login_attempts (
    city TEXT NOT NULL,
    subject TEXT NOT NULL,
    nth BIGINT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (city, subject, nth)
);
CREATE INDEX login_attempts_by_time ON login_attempts (city, at);

-- One narrow line for each matter, for lists and counts; its whole state is in matter_bodies.
CREATE TABLE matters (
    city TEXT NOT NULL,
    matter BIGINT NOT NULL,
    number TEXT NOT NULL,
    version TEXT NOT NULL,
    procedure TEXT NOT NULL,
    unit TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_kind TEXT NOT NULL,
    holds TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    moved_on TEXT NOT NULL,
    title TEXT NOT NULL,
    code_hash TEXT,
    origin_matter BIGINT,
    light_due TEXT,
    light_warn TEXT,
    PRIMARY KEY (city, matter),
    UNIQUE (city, number),
    FOREIGN KEY (city, unit) REFERENCES units (city, unit)
);
CREATE INDEX matters_by_procedure ON matters (city, procedure, matter);
CREATE INDEX matters_by_unit ON matters (city, unit, matter);
CREATE INDEX matters_by_stage ON matters (city, procedure, stage, stage_kind, unit);
CREATE INDEX matters_by_origin ON matters (city, origin_matter)
    WHERE origin_matter IS NOT NULL;

CREATE TABLE matter_bodies (
    city TEXT NOT NULL,
    matter BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (city, matter),
    FOREIGN KEY (city, matter) REFERENCES matters (city, matter)
);

CREATE TABLE numbers (
    city TEXT NOT NULL,
    procedure TEXT NOT NULL,
    unit TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (city, procedure, unit, year)
) WITHOUT ROWID;

CREATE TABLE acts (
    city TEXT NOT NULL,
    act BIGINT NOT NULL,
    matter BIGINT NOT NULL,
    procedure TEXT NOT NULL,
    version TEXT NOT NULL,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    unit TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    account TEXT,
    role TEXT NOT NULL,
    cause BIGINT,
    recorded_at TEXT NOT NULL,
    salt BLOB,
    record TEXT NOT NULL,
    PRIMARY KEY (city, act),
    FOREIGN KEY (city, matter) REFERENCES matters (city, matter) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX acts_by_matter ON acts (city, matter, act);
CREATE INDEX acts_by_account ON acts (city, account, act) WHERE account IS NOT NULL;

CREATE TABLE requests (
    city TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    first_act BIGINT NOT NULL,
    last_act BIGINT NOT NULL,
    PRIMARY KEY (city, key)
) WITHOUT ROWID;

CREATE TABLE clocks (
    city TEXT NOT NULL,
    matter BIGINT NOT NULL,
    clock TEXT NOT NULL,
    nth BIGINT NOT NULL,
    started_at TEXT NOT NULL,
    due_by TEXT NOT NULL,
    strict_by TEXT NOT NULL,
    warn_on TEXT NOT NULL,
    state TEXT NOT NULL,
    ended_by TEXT,
    in_time BIGINT,
    unit TEXT NOT NULL,
    procedure TEXT NOT NULL,
    provisional BIGINT NOT NULL,
    lapses BIGINT NOT NULL,
    PRIMARY KEY (city, matter, clock, nth),
    FOREIGN KEY (city, matter) REFERENCES matters (city, matter) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;
CREATE INDEX clocks_running ON clocks (city, due_by, matter, clock)
    WHERE state = 'running';
CREATE INDEX clocks_lapsing ON clocks (city, due_by, matter)
    WHERE state = 'running' AND lapses = 1;
CREATE INDEX clocks_provisional ON clocks (city, matter)
    WHERE provisional = 1 AND ended_by IS NULL;

-- No foreign key to acts: an act that is put before its matter would look for contributions that
-- wait for it, through a table that has no index by act.
CREATE TABLE contributions (
    city TEXT NOT NULL,
    indicator TEXT NOT NULL,
    month TEXT NOT NULL,
    act BIGINT NOT NULL,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    class TEXT NOT NULL,
    amount BIGINT NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (city, indicator, month, act, position)
) WITHOUT ROWID;

-- Contributions added up by unit, month, class and member, with the one made last.
CREATE TABLE cells (
    city TEXT NOT NULL,
    indicator TEXT NOT NULL,
    month TEXT NOT NULL,
    unit TEXT NOT NULL,
    class TEXT NOT NULL,
    member TEXT NOT NULL,
    amount BIGINT NOT NULL,
    acts BIGINT NOT NULL,
    latest BIGINT NOT NULL,
    latest_act BIGINT NOT NULL,
    latest_position BIGINT NOT NULL,
    PRIMARY KEY (city, indicator, month, unit, class, member)
) WITHOUT ROWID;

CREATE TABLE ledger_rows (
    city TEXT NOT NULL,
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (city, level, idx)
) WITHOUT ROWID;

CREATE TABLE entries (
    city TEXT NOT NULL,
    idx BIGINT NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (city, idx)
) WITHOUT ROWID;

CREATE TABLE checkpoints (
    city TEXT NOT NULL,
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (city, size)
);

CREATE TABLE refusals (
    city TEXT NOT NULL,
    id BIGINT NOT NULL,
    at TEXT NOT NULL,
    account TEXT,
    procedure TEXT NOT NULL,
    act TEXT NOT NULL,
    matter BIGINT,
    rule TEXT NOT NULL,
    citation TEXT,
    words_zh TEXT NOT NULL,
    words_en TEXT NOT NULL,
    PRIMARY KEY (city, id)
);
CREATE INDEX refusals_by_matter ON refusals (city, matter, id) WHERE matter IS NOT NULL;
CREATE INDEX refusals_by_rule ON refusals (city, procedure, act, rule, at);

CREATE TABLE access_log (
    city TEXT NOT NULL,
    id BIGINT NOT NULL,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    matter BIGINT,
    what TEXT NOT NULL,
    PRIMARY KEY (city, id)
);
CREATE INDEX access_log_by_matter ON access_log (city, matter, id) WHERE matter IS NOT NULL;
CREATE INDEX access_log_by_account ON access_log (city, account, id);

CREATE TABLE imports (
    city TEXT NOT NULL,
    import_id TEXT NOT NULL,
    account TEXT NOT NULL,
    procedure TEXT NOT NULL,
    act TEXT NOT NULL,
    unit TEXT,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    rows TEXT NOT NULL,
    PRIMARY KEY (city, import_id)
);
CREATE INDEX imports_by_time ON imports (city, created_at, import_id);

CREATE TABLE publications (
    city TEXT NOT NULL,
    matter BIGINT NOT NULL,
    publication TEXT NOT NULL,
    act BIGINT NOT NULL,
    shown TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    withdrawn_on TEXT,
    PRIMARY KEY (city, matter, publication, act)
);
CREATE INDEX publications_by_time ON publications (city, from_on, act, publication);
CREATE INDEX publications_by_kind ON publications (city, publication, from_on, act);

CREATE TABLE events (
    city TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (city, seq)
);
