-- How many matters of each unit stand where, kept with every change of a matter's place; and
-- indexes that hold all that the lists of open work read, so that no page reads what is over.

CREATE TABLE stage_counts (
    city TEXT NOT NULL,
    unit TEXT NOT NULL,
    procedure TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_kind TEXT NOT NULL,
    matters BIGINT NOT NULL,
    PRIMARY KEY (city, unit, procedure, stage, stage_kind)
) WITHOUT ROWID;
INSERT INTO stage_counts (city, unit, procedure, stage, stage_kind, matters)
    SELECT city, unit, procedure, stage, stage_kind, COUNT(*) FROM matters
    GROUP BY city, unit, procedure, stage, stage_kind;

DROP INDEX matters_by_stage;
CREATE INDEX matters_by_stage ON matters (city, procedure, stage, matter);
CREATE INDEX matters_without_clock ON matters (city, procedure, matter, unit)
    WHERE stage_kind = 'open' AND light_due IS NULL;

DROP INDEX clocks_running;
CREATE INDEX clocks_running
    ON clocks (city, due_by, matter, clock, nth, procedure, unit, is_right, state)
    WHERE state = 'running';
DROP INDEX clocks_live;
CREATE INDEX clocks_live ON clocks (city, unit, due_by, state, warn_on, is_right, ended_by)
    WHERE ended_by IS NULL;
DROP INDEX clocks_over;
CREATE INDEX clocks_over ON clocks (city, unit, due_by, state, in_time, is_right, ended_by)
    WHERE ended_by IS NOT NULL;
