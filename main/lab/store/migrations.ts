/**
 * The run store's schema, as the steps that lead to it: entry k turns version k into version k + 1 of `user_version`.
 * An entry that has been released never changes; a new schema is a new entry.
 *
 * SQLite turns a NaN into NULL, so a loss that is NULL is NaN. Series are chunks of Float64 values that are appended
 * as progress arrives and become one chunk when the run has ended. `jobs` holds what the plan needs to go on after
 * an interruption: the finished jobs and, where no other table has them, their results (as frames of the contract).
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE experiments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    removed_at INTEGER,
    instance TEXT,
    spec TEXT NOT NULL,
    spec_hash TEXT NOT NULL,
    facts TEXT NOT NULL,
    dataset TEXT NOT NULL,
    environment TEXT NOT NULL,
    model_kind TEXT NOT NULL,
    optimizers TEXT NOT NULL,
    notes TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]',
    starred INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX experiments_by_age ON experiments (created_at);
  CREATE INDEX experiments_by_spec ON experiments (spec_hash);

  CREATE TABLE runs (
    experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    run INTEGER NOT NULL,
    optimizer TEXT NOT NULL,
    kind TEXT NOT NULL,
    repeat INTEGER NOT NULL,
    step_size REAL NOT NULL,
    damping REAL,
    factor REAL,
    status TEXT NOT NULL,
    stopped_by TEXT,
    iterations INTEGER NOT NULL,
    total_iterations INTEGER NOT NULL,
    final_loss REAL,
    best_loss REAL,
    seconds REAL NOT NULL,
    reason TEXT,
    events TEXT NOT NULL,
    theta BLOB,
    path BLOB,
    notes TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (experiment, run)
  ) STRICT;

  CREATE TABLE series (
    experiment TEXT NOT NULL,
    run INTEGER NOT NULL,
    name TEXT NOT NULL,
    first INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (experiment, run, name, first),
    FOREIGN KEY (experiment, run) REFERENCES runs (experiment, run) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE cells (
    experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    optimizer INTEGER NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    iterations INTEGER NOT NULL,
    final_loss REAL,
    best_loss REAL,
    damping_raised INTEGER NOT NULL,
    PRIMARY KEY (experiment, optimizer, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE jobs (
    experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    job BLOB NOT NULL,
    result BLOB,
    reason TEXT,
    PRIMARY KEY (experiment, key)
  ) STRICT;

  CREATE TABLE log (
    entry INTEGER PRIMARY KEY,
    experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    time INTEGER NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX log_by_experiment ON log (experiment);
  `,
];
