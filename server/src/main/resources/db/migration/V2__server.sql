-- What a server adds: who asked, how often a request may be repeated, when a task may run, and how long and large.
ALTER TABLE tasks ADD COLUMN owner TEXT NOT NULL DEFAULT 'local';
ALTER TABLE tasks ADD COLUMN idempotency_key TEXT;
ALTER TABLE tasks ADD COLUMN not_before_millis INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN time_limit_seconds INTEGER;
ALTER TABLE tasks ADD COLUMN memory_limit_mb INTEGER;
-- how long the attempt took that completed the task
ALTER TABLE tasks ADD COLUMN run_seconds REAL;
ALTER TABLE tasks ADD COLUMN log_lines INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX tasks_by_idempotency_key ON tasks (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The queue in its order; holds all that a position and a forecast of the wait are made of.
DROP INDEX tasks_by_status;
CREATE INDEX tasks_waiting ON tasks (priority DESC, seq, not_before_millis, model_type, training_mode, epochs, status)
    WHERE status = 'pending';
-- How many wait at each priority, by owner: a place in the queue is told at every submit, and what an owner may add is
-- asked; counting the queue for it takes ever longer.
CREATE TABLE queue_lengths (
    priority INTEGER NOT NULL,
    owner    TEXT NOT NULL,
    tasks    INTEGER NOT NULL,
    PRIMARY KEY (priority, owner)
) WITHOUT ROWID;
INSERT INTO queue_lengths SELECT priority, owner, count(*) FROM tasks WHERE status = 'pending' GROUP BY priority, owner;
CREATE TRIGGER tasks_submitted AFTER INSERT ON tasks WHEN NEW.status = 'pending' BEGIN
    INSERT INTO queue_lengths VALUES (NEW.priority, NEW.owner, 1) ON CONFLICT (priority, owner) DO UPDATE SET tasks = tasks + 1;
END;
CREATE TRIGGER tasks_requeued AFTER UPDATE OF status ON tasks WHEN NEW.status = 'pending' AND OLD.status <> 'pending' BEGIN
    INSERT INTO queue_lengths VALUES (NEW.priority, NEW.owner, 1) ON CONFLICT (priority, owner) DO UPDATE SET tasks = tasks + 1;
END;
CREATE TRIGGER tasks_taken AFTER UPDATE OF status ON tasks WHEN OLD.status = 'pending' AND NEW.status <> 'pending' BEGIN
    UPDATE queue_lengths SET tasks = tasks - 1 WHERE priority = OLD.priority AND owner = OLD.owner;
END;
-- Lists: the newest of a state first; the other columns are there so that a filter need not read the rows.
CREATE INDEX tasks_by_state ON tasks (status, seq, model_type, training_mode, batch_id);
DROP INDEX tasks_by_batch;
CREATE INDEX tasks_by_batch ON tasks (batch_id, status) WHERE batch_id IS NOT NULL;
-- How long the last tasks of a kind took.
CREATE INDEX tasks_by_kind ON tasks (model_type, training_mode, epochs, seq, run_seconds) WHERE status = 'completed';
-- Whose events have become old.
CREATE INDEX tasks_by_end ON tasks (end_time) WHERE end_time IS NOT NULL;

-- When the files of a model were last compared with their hashes.
ALTER TABLE models ADD COLUMN checked_millis INTEGER NOT NULL DEFAULT 0;

CREATE TABLE batches (
    batch_id        TEXT PRIMARY KEY,
    owner           TEXT NOT NULL,
    idempotency_key TEXT,
    request         TEXT NOT NULL,
    tasks           INTEGER NOT NULL,
    created_at      TEXT NOT NULL
);
CREATE UNIQUE INDEX batches_by_idempotency_key ON batches (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Which version of an identifier forecasts use; the newest row of an identifier counts, the others are its history.
CREATE TABLE champions (
    seq              INTEGER PRIMARY KEY AUTOINCREMENT,
    model_identifier TEXT NOT NULL,
    filename_prefix  TEXT NOT NULL,
    reason           TEXT NOT NULL,
    promoted_by      TEXT NOT NULL,
    promoted_at      TEXT NOT NULL
);
CREATE INDEX champions_by_identifier ON champions (model_identifier, seq);
CREATE INDEX champions_by_prefix ON champions (filename_prefix);

-- When a model was taken out of the store; its row, its number and its figures stay.
ALTER TABLE models ADD COLUMN deleted_at TEXT;
-- What an import is about to publish: no task has it. Null once that is done, and for models that were trained here.
ALTER TABLE models ADD COLUMN metadata TEXT;
-- Lists, the newest first.
CREATE INDEX models_by_verdict ON models (verdict, id) WHERE verdict IS NOT NULL;

CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    sha256     TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    revoked_at TEXT
);

CREATE TABLE backtests (
    id         TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    request    TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    progress   REAL NOT NULL DEFAULT 0,
    rows       TEXT NOT NULL DEFAULT '[]',
    error      TEXT,
    created_at TEXT NOT NULL,
    end_time   TEXT
);
