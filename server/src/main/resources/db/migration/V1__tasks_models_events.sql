-- One row a request; seq is the order of submit.
CREATE TABLE tasks (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id            TEXT NOT NULL UNIQUE,
    product_id         TEXT,
    model_type         TEXT NOT NULL,
    training_mode      TEXT NOT NULL,
    store_id           TEXT,
    aggregation_method TEXT,
    product_scope      TEXT NOT NULL,
    product_ids        TEXT,
    epochs             INTEGER NOT NULL,
    status             TEXT NOT NULL CHECK (status IN ('pending', 'running', 'cancelling', 'completed', 'failed', 'cancelled')),
    start_time         TEXT,
    end_time           TEXT,
    progress           REAL NOT NULL DEFAULT 0,
    message            TEXT NOT NULL DEFAULT '',
    error              TEXT,
    metrics            TEXT,
    process_id         INTEGER,
    version            INTEGER NOT NULL,
    store_ids          TEXT,
    hyperparameters    TEXT NOT NULL,
    horizon            INTEGER NOT NULL,
    look_back          INTEGER NOT NULL,
    seed               INTEGER NOT NULL,
    priority           INTEGER NOT NULL DEFAULT 0,
    batch_id           TEXT,
    snapshot_id        TEXT NOT NULL,
    stage              TEXT,
    verdict            TEXT,
    gate_reason        TEXT,
    attempt            INTEGER NOT NULL DEFAULT 0,
    eta_seconds        REAL,
    created_at         TEXT NOT NULL,
    model_identifier   TEXT NOT NULL,
    filename_prefix    TEXT NOT NULL,
    error_code         TEXT,
    -- not shown to clients:
    spec               TEXT NOT NULL,
    request            TEXT NOT NULL,
    lost_workers       INTEGER NOT NULL DEFAULT 0,
    process_start      TEXT,
    checkpoint_epoch   INTEGER,
    checkpoint_sha256  TEXT,
    metadata           TEXT
);
CREATE INDEX tasks_by_status ON tasks (status, priority DESC, seq);
CREATE INDEX tasks_by_batch ON tasks (batch_id);

-- The ledger of version numbers; a number is never used twice, whatever becomes of its task.
CREATE TABLE models (
    id               INTEGER PRIMARY KEY,
    filename_prefix  TEXT NOT NULL UNIQUE,
    model_identifier TEXT NOT NULL,
    version          INTEGER NOT NULL,
    status           TEXT NOT NULL CHECK (status IN ('training', 'publishing', 'completed', 'failed', 'cancelled')),
    created_at       TEXT NOT NULL,
    metrics_summary  TEXT,
    verdict          TEXT,
    gate_reason      TEXT,
    task_id          TEXT,
    manifest         TEXT,
    UNIQUE (model_identifier, version)
);
-- A store has to be movable to a file system that does not tell upper from lower case.
CREATE UNIQUE INDEX models_by_caseless_prefix ON models (lower(filename_prefix));
CREATE INDEX models_by_caseless_identifier ON models (lower(model_identifier));

CREATE TABLE events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    ts      TEXT NOT NULL,
    task_id TEXT,
    event   TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX events_by_task ON events (task_id, seq);
