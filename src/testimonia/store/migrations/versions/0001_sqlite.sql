-- Schema 0001 as it was; never edited. Statements are separated by lines that hold a semicolon alone.
CREATE TABLE accounts (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    origin TEXT NOT NULL,
    bundle TEXT,
    title TEXT NOT NULL,
    author TEXT,
    outlet TEXT,
    published TEXT,
    published_origin TEXT,
    language TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    sha256 TEXT NOT NULL,
    words INTEGER NOT NULL,
    main TEXT,
    "full" TEXT,
    secret TEXT NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_accounts_row ON accounts ("row")
;
CREATE INDEX ix_accounts_state_id ON accounts (state, id)
;
CREATE TABLE adjudications (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    coder TEXT NOT NULL,
    round TEXT,
    CONSTRAINT pk_adjudications PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_adjudications_account ON adjudications (account)
;
CREATE TABLE adoptions (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    digest TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_adoptions PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE captures (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    grade TEXT NOT NULL,
    tool TEXT NOT NULL,
    who TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    CONSTRAINT pk_captures PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_captures_account ON captures (account)
;
CREATE TABLE cases (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    mentions TEXT NOT NULL,
    accounts TEXT NOT NULL,
    probability REAL NOT NULL,
    CONSTRAINT pk_cases PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE claims (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT NOT NULL,
    variable TEXT NOT NULL,
    value TEXT NOT NULL,
    holder TEXT,
    time TEXT,
    edition TEXT,
    start INTEGER,
    "end" INTEGER,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_claims_account ON claims (account)
;
CREATE TABLE codings (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    edition TEXT NOT NULL,
    mention TEXT,
    episode TEXT,
    codebook TEXT NOT NULL,
    code TEXT NOT NULL,
    codebook_version INTEGER NOT NULL,
    coder TEXT NOT NULL,
    layer TEXT NOT NULL,
    round TEXT,
    stance TEXT NOT NULL,
    voice TEXT NOT NULL,
    modality TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL,
    memo TEXT,
    CONSTRAINT pk_codings PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_codings_account ON codings (account)
;
CREATE TABLE completions (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT,
    codebook TEXT NOT NULL,
    version INTEGER NOT NULL,
    coder TEXT NOT NULL,
    layer TEXT NOT NULL,
    round TEXT,
    CONSTRAINT pk_completions PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_completions_account ON completions (account)
;
CREATE TABLE conflicts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    rows TEXT NOT NULL,
    CONSTRAINT pk_conflicts PRIMARY KEY (kind, subject)
)
 STRICT
;
CREATE TABLE editions (
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    "of" TEXT,
    language TEXT,
    sha256 TEXT NOT NULL,
    extractor TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_editions PRIMARY KEY (id)
)
 STRICT
;
CREATE INDEX ix_editions_account ON editions (account)
;
CREATE TABLE episodes (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT NOT NULL,
    coder TEXT NOT NULL,
    layer TEXT NOT NULL,
    round TEXT,
    "group" TEXT,
    role TEXT,
    joined TEXT,
    "left" TEXT,
    "order" INTEGER NOT NULL,
    CONSTRAINT pk_episodes PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_episodes_account ON episodes (account)
;
CREATE TABLE families (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    id TEXT NOT NULL,
    accounts TEXT NOT NULL,
    root TEXT NOT NULL,
    CONSTRAINT pk_families PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE findings (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    id TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    "group" TEXT NOT NULL,
    registered INTEGER NOT NULL,
    estimate REAL,
    low REAL,
    high REAL,
    k INTEGER NOT NULL,
    n INTEGER NOT NULL,
    not_stated INTEGER NOT NULL,
    unclear INTEGER NOT NULL,
    bound_low REAL,
    bound_high REAL,
    method TEXT NOT NULL,
    seed INTEGER,
    replicates INTEGER,
    denominator TEXT NOT NULL,
    threshold TEXT,
    layer TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    evidence TEXT NOT NULL,
    denying TEXT NOT NULL,
    silent TEXT NOT NULL,
    unresolved TEXT NOT NULL,
    CONSTRAINT pk_findings PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE found_by (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    account TEXT NOT NULL,
    search TEXT NOT NULL,
    CONSTRAINT pk_found_by PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_found_by_account ON found_by (account)
;
CREATE TABLE heads (
    "row" TEXT NOT NULL,
    replica TEXT NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_heads PRIMARY KEY ("row")
)
 STRICT
;
CREATE TABLE holdings (
    release TEXT NOT NULL,
    account TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_holdings PRIMARY KEY (release, account)
)
 STRICT
;
CREATE TABLE judgements (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT,
    coder TEXT NOT NULL,
    layer TEXT NOT NULL,
    round TEXT,
    source_grade TEXT,
    information_grade TEXT,
    conditions TEXT NOT NULL,
    note TEXT,
    CONSTRAINT pk_judgements PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_judgements_account ON judgements (account)
;
CREATE TABLE kept_runs (
    run TEXT NOT NULL,
    seen TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_kept_runs PRIMARY KEY (run)
)
 STRICT
;
CREATE TABLE leaves (
    "row" TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    CONSTRAINT pk_leaves PRIMARY KEY ("row")
)
 STRICT
;
CREATE INDEX ix_leaves_kind_subject ON leaves (kind, subject)
;
CREATE TABLE link_reviews (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    account_a TEXT NOT NULL,
    account_b TEXT NOT NULL,
    decision TEXT NOT NULL,
    layer TEXT NOT NULL,
    round TEXT,
    reason TEXT,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_link_reviews PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE links (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    probability REAL,
    decision TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_links PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE log (
    id TEXT NOT NULL,
    replica TEXT NOT NULL,
    seq INTEGER NOT NULL,
    parent TEXT,
    wall INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    at TEXT NOT NULL,
    stated TEXT,
    "by" TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    replaces TEXT NOT NULL,
    accounts TEXT NOT NULL,
    round TEXT,
    author TEXT,
    retract INTEGER NOT NULL,
    open TEXT NOT NULL,
    sealed TEXT,
    CONSTRAINT pk_log PRIMARY KEY (id)
)
 STRICT
;
CREATE INDEX ix_log_kind ON log (kind)
;
CREATE INDEX ix_log_wall_tick ON log (wall, tick)
;
CREATE TABLE mentions (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    label TEXT NOT NULL,
    identity TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    edition TEXT,
    start INTEGER,
    "end" INTEGER,
    reason TEXT,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_mentions PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_mentions_account ON mentions (account)
;
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY ("key")
)
 STRICT
;
CREATE TABLE outputs_withdrawn (
    run TEXT NOT NULL,
    row_digest TEXT NOT NULL,
    CONSTRAINT pk_outputs_withdrawn PRIMARY KEY (run, row_digest)
)
 STRICT
;
CREATE TABLE protocol_texts (
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    text_digest TEXT NOT NULL,
    CONSTRAINT pk_protocol_texts PRIMARY KEY (digest, name)
)
 STRICT
;
CREATE TABLE recommendations (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    proposer TEXT,
    addressee TEXT,
    status TEXT NOT NULL,
    supports TEXT NOT NULL,
    contradicts TEXT NOT NULL,
    lacks TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_recommendations PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE relation_reviews (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    direction TEXT NOT NULL,
    reason TEXT,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_relation_reviews PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE relations (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    id TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    score REAL NOT NULL,
    matched_words INTEGER NOT NULL,
    containment REAL NOT NULL,
    passages TEXT NOT NULL,
    evidence TEXT NOT NULL,
    status TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_relations PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE releases (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    profile TEXT,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    snapshot TEXT,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_releases PRIMARY KEY (id)
)
 STRICT
;
CREATE TABLE reuse (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    score REAL NOT NULL,
    matched_words INTEGER NOT NULL,
    containment REAL NOT NULL,
    a_share REAL NOT NULL,
    b_share REAL NOT NULL,
    passages TEXT NOT NULL,
    evidence TEXT NOT NULL,
    CONSTRAINT pk_reuse PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE round_openings (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    round TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_round_openings PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE runs (
    id TEXT NOT NULL,
    stage TEXT NOT NULL,
    params TEXT NOT NULL,
    version TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    output_digest TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_runs PRIMARY KEY (id)
)
 STRICT
;
CREATE INDEX ix_runs_stage ON runs (stage)
;
CREATE TABLE screening (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT,
    screener TEXT NOT NULL,
    round TEXT,
    layer TEXT NOT NULL,
    decision TEXT NOT NULL,
    shelf TEXT,
    criterion TEXT,
    reason TEXT,
    CONSTRAINT pk_screening PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_screening_account ON screening (account)
;
CREATE TABLE search_pieces (
    id INTEGER NOT NULL,
    account TEXT NOT NULL,
    folded TEXT NOT NULL,
    CONSTRAINT pk_search_pieces PRIMARY KEY (id)
)
 STRICT
;
CREATE INDEX ix_search_pieces_account ON search_pieces (account)
;
CREATE TABLE searches (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    "database" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    language TEXT,
    limits TEXT,
    date TEXT,
    hits INTEGER,
    "by" TEXT,
    CONSTRAINT pk_searches PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE shelves (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    account TEXT NOT NULL,
    shelf TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_shelves PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_shelves_account ON shelves (account)
;
CREATE TABLE snapshots (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    heads TEXT NOT NULL,
    runs TEXT NOT NULL,
    protocol TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_snapshots PRIMARY KEY (id, name)
)
 STRICT
;
CREATE TABLE sources (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT,
    language TEXT,
    grade TEXT,
    CONSTRAINT pk_sources PRIMARY KEY (subject)
)
 STRICT
;
CREATE TABLE suggestions (
    run TEXT NOT NULL,
    position INTEGER NOT NULL,
    holds TEXT NOT NULL,
    salt TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    value TEXT NOT NULL,
    edition TEXT,
    start INTEGER,
    "end" INTEGER,
    score REAL,
    method TEXT NOT NULL,
    version TEXT NOT NULL,
    CONSTRAINT pk_suggestions PRIMARY KEY (run, position)
)
 STRICT
;
CREATE TABLE tombstones (
    account TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_tombstones PRIMARY KEY (account)
)
 STRICT
;
CREATE TABLE "values" (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    mention TEXT NOT NULL,
    episode TEXT,
    variable TEXT NOT NULL,
    value TEXT,
    missing TEXT,
    coder TEXT NOT NULL,
    layer TEXT NOT NULL,
    round TEXT,
    passages TEXT NOT NULL,
    memo TEXT,
    CONSTRAINT pk_values PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_values_account ON "values" (account)
;
CREATE TABLE withdrawals (
    subject TEXT NOT NULL,
    "row" TEXT NOT NULL,
    at TEXT,
    stated TEXT,
    decided_by TEXT NOT NULL,
    account TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT pk_withdrawals PRIMARY KEY (subject)
)
 STRICT
;
CREATE INDEX ix_withdrawals_account ON withdrawals (account)
;
CREATE TABLE sealed (
    "row" TEXT NOT NULL,
    salt TEXT NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT pk_sealed PRIMARY KEY ("row"),
    CONSTRAINT fk_sealed_row FOREIGN KEY("row") REFERENCES log (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
