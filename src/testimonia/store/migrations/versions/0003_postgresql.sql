-- Schema 0003 as it was; never edited. Statements are separated by lines that hold a semicolon alone.
CREATE TABLE assignments (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    coder TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    double BIGINT NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_assignments PRIMARY KEY (subject)
)
;
CREATE INDEX ix_assignments_account ON assignments (account)
;
CREATE TABLE messages (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    thread TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    edition TEXT COLLATE "C",
    start BIGINT,
    "end" BIGINT,
    coder TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    text TEXT COLLATE "C" NOT NULL,
    closed BIGINT NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (subject)
)
;
CREATE INDEX ix_messages_account ON messages (account)
;
CREATE TABLE content_marks (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    flag TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C",
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_content_marks PRIMARY KEY (subject)
)
;
CREATE INDEX ix_content_marks_account ON content_marks (account)
;
CREATE TABLE codebook_changes (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    codebook TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    codes TEXT COLLATE "C" NOT NULL,
    "into" TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    affected BIGINT NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_codebook_changes PRIMARY KEY (subject)
)
;
ALTER TABLE codings ADD COLUMN unsure BIGINT DEFAULT 0 NOT NULL
;
ALTER TABLE "values" ADD COLUMN form_version BIGINT DEFAULT 1 NOT NULL
;
ALTER TABLE "values" ADD COLUMN unsure BIGINT DEFAULT 0 NOT NULL
;
ALTER TABLE adjudications ADD COLUMN layer TEXT COLLATE "C"
;
ALTER TABLE adjudications ADD COLUMN ruled_on TEXT COLLATE "C" DEFAULT '' NOT NULL
