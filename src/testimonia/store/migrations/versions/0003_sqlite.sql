-- Schema 0003 as it was; never edited. Statements are separated by lines that hold a semicolon alone.
CREATE TABLE assignments (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    round TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT,
    coder TEXT NOT NULL,
    status TEXT NOT NULL,
    double INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_assignments PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_assignments_account ON assignments (account)
;
CREATE TABLE messages (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    thread TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT,
    edition TEXT,
    start INTEGER,
    "end" INTEGER,
    coder TEXT NOT NULL,
    round TEXT,
    text TEXT NOT NULL,
    closed INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_messages_account ON messages (account)
;
CREATE TABLE content_marks (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    account TEXT NOT NULL,
    flag TEXT NOT NULL,
    note TEXT,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_content_marks PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_content_marks_account ON content_marks (account)
;
CREATE TABLE codebook_changes (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    codebook TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    codes TEXT NOT NULL,
    "into" TEXT NOT NULL,
    reason TEXT NOT NULL,
    affected INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_codebook_changes PRIMARY KEY (subject)
)
 STRICT
;
ALTER TABLE codings ADD COLUMN unsure INTEGER DEFAULT 0 NOT NULL
;
ALTER TABLE "values" ADD COLUMN form_version INTEGER DEFAULT 1 NOT NULL
;
ALTER TABLE "values" ADD COLUMN unsure INTEGER DEFAULT 0 NOT NULL
;
ALTER TABLE adjudications ADD COLUMN layer TEXT
;
ALTER TABLE adjudications ADD COLUMN ruled_on TEXT DEFAULT '' NOT NULL
