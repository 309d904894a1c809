-- Clocks of rights, which run out without anybody being late, and the indexes by which lights
-- are counted: live clocks and those that are over, each unit's together.

ALTER TABLE clocks ADD COLUMN is_right BIGINT NOT NULL DEFAULT 0;

CREATE INDEX clocks_live ON clocks (city, unit, due_by, state, warn_on, is_right)
    WHERE ended_by IS NULL;
CREATE INDEX clocks_over ON clocks (city, unit, due_by, state, in_time)
    WHERE ended_by IS NOT NULL;
