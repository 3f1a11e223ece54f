-- What a server adds: who asked, how often a request may be repeated, when a task may run, and how long and large.
ALTER TABLE tasks ADD COLUMN owner TEXT NOT NULL DEFAULT 'local';
ALTER TABLE tasks ADD COLUMN idempotency_key TEXT;
ALTER TABLE tasks ADD COLUMN not_before_millis INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN time_limit_seconds INTEGER;
ALTER TABLE tasks ADD COLUMN memory_limit_mb INTEGER;
CREATE UNIQUE INDEX tasks_by_idempotency_key ON tasks (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

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

-- When a model was taken out of the store; its row, its number and its figures stay.
ALTER TABLE models ADD COLUMN deleted_at TEXT;
-- What an import is about to publish: no task has it. Null once that is done, and for models that were trained here.
ALTER TABLE models ADD COLUMN metadata TEXT;
-- Lists, the newest first.
CREATE INDEX models_by_identifier ON models (model_identifier, id);
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
    status     TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    request    TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    progress   REAL NOT NULL DEFAULT 0,
    rows       TEXT NOT NULL DEFAULT '[]',
    error      TEXT,
    created_at TEXT NOT NULL,
    end_time   TEXT
);
