-- Schema 0001 as it was; never edited. Statements are separated by lines that hold a semicolon alone.
CREATE TABLE accounts (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    bundle TEXT COLLATE "C",
    title TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C",
    outlet TEXT COLLATE "C",
    published TEXT COLLATE "C",
    published_origin TEXT COLLATE "C",
    language TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    sha256 TEXT COLLATE "C" NOT NULL,
    words BIGINT NOT NULL,
    main TEXT COLLATE "C",
    "full" TEXT COLLATE "C",
    secret TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (subject)
)
;
CREATE INDEX ix_accounts_row ON accounts (row)
;
CREATE INDEX ix_accounts_state_id ON accounts (state, id)
;
CREATE TABLE adjudications (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    decision TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    coder TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    CONSTRAINT pk_adjudications PRIMARY KEY (subject)
)
;
CREATE INDEX ix_adjudications_account ON adjudications (account)
;
CREATE TABLE adoptions (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_adoptions PRIMARY KEY (subject)
)
;
CREATE TABLE captures (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    grade TEXT COLLATE "C" NOT NULL,
    tool TEXT COLLATE "C" NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_captures PRIMARY KEY (subject)
)
;
CREATE INDEX ix_captures_account ON captures (account)
;
CREATE TABLE cases (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    mentions TEXT COLLATE "C" NOT NULL,
    accounts TEXT COLLATE "C" NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_cases PRIMARY KEY (run, position)
)
;
CREATE TABLE claims (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C" NOT NULL,
    variable TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C",
    time TEXT COLLATE "C",
    edition TEXT COLLATE "C",
    start BIGINT,
    "end" BIGINT,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (subject)
)
;
CREATE INDEX ix_claims_account ON claims (account)
;
CREATE TABLE codings (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    episode TEXT COLLATE "C",
    codebook TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    codebook_version BIGINT NOT NULL,
    coder TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    stance TEXT COLLATE "C" NOT NULL,
    voice TEXT COLLATE "C" NOT NULL,
    modality TEXT COLLATE "C" NOT NULL,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    quote TEXT COLLATE "C" NOT NULL,
    memo TEXT COLLATE "C",
    CONSTRAINT pk_codings PRIMARY KEY (subject)
)
;
CREATE INDEX ix_codings_account ON codings (account)
;
CREATE TABLE completions (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    codebook TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    coder TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    CONSTRAINT pk_completions PRIMARY KEY (subject)
)
;
CREATE INDEX ix_completions_account ON completions (account)
;
CREATE TABLE conflicts (
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    rows TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_conflicts PRIMARY KEY (kind, subject)
)
;
CREATE TABLE editions (
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    "of" TEXT COLLATE "C",
    language TEXT COLLATE "C",
    sha256 TEXT COLLATE "C" NOT NULL,
    extractor TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_editions PRIMARY KEY (id)
)
;
CREATE INDEX ix_editions_account ON editions (account)
;
CREATE TABLE episodes (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C" NOT NULL,
    coder TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    "group" TEXT COLLATE "C",
    role TEXT COLLATE "C",
    joined TEXT COLLATE "C",
    "left" TEXT COLLATE "C",
    "order" BIGINT NOT NULL,
    CONSTRAINT pk_episodes PRIMARY KEY (subject)
)
;
CREATE INDEX ix_episodes_account ON episodes (account)
;
CREATE TABLE families (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    accounts TEXT COLLATE "C" NOT NULL,
    root TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_families PRIMARY KEY (run, position)
)
;
CREATE TABLE findings (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    "group" TEXT COLLATE "C" NOT NULL,
    registered BIGINT NOT NULL,
    estimate DOUBLE PRECISION,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    k BIGINT NOT NULL,
    n BIGINT NOT NULL,
    not_stated BIGINT NOT NULL,
    unclear BIGINT NOT NULL,
    bound_low DOUBLE PRECISION,
    bound_high DOUBLE PRECISION,
    method TEXT COLLATE "C" NOT NULL,
    seed BIGINT,
    replicates BIGINT,
    denominator TEXT COLLATE "C" NOT NULL,
    threshold TEXT COLLATE "C",
    layer TEXT COLLATE "C" NOT NULL,
    snapshot TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    denying TEXT COLLATE "C" NOT NULL,
    silent TEXT COLLATE "C" NOT NULL,
    unresolved TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_findings PRIMARY KEY (run, position)
)
;
CREATE TABLE found_by (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    search TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_found_by PRIMARY KEY (subject)
)
;
CREATE INDEX ix_found_by_account ON found_by (account)
;
CREATE TABLE heads (
    row TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_heads PRIMARY KEY (row)
)
;
CREATE TABLE holdings (
    release TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_holdings PRIMARY KEY (release, account)
)
;
CREATE TABLE judgements (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    coder TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    source_grade TEXT COLLATE "C",
    information_grade TEXT COLLATE "C",
    conditions TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C",
    CONSTRAINT pk_judgements PRIMARY KEY (subject)
)
;
CREATE INDEX ix_judgements_account ON judgements (account)
;
CREATE TABLE kept_runs (
    run TEXT COLLATE "C" NOT NULL,
    seen TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_kept_runs PRIMARY KEY (run)
)
;
CREATE TABLE leaves (
    row TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_leaves PRIMARY KEY (row)
)
;
CREATE INDEX ix_leaves_kind_subject ON leaves (kind, subject)
;
CREATE TABLE link_reviews (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    a TEXT COLLATE "C" NOT NULL,
    b TEXT COLLATE "C" NOT NULL,
    account_a TEXT COLLATE "C" NOT NULL,
    account_b TEXT COLLATE "C" NOT NULL,
    decision TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_link_reviews PRIMARY KEY (subject)
)
;
CREATE TABLE links (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    a TEXT COLLATE "C" NOT NULL,
    b TEXT COLLATE "C" NOT NULL,
    probability DOUBLE PRECISION,
    decision TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_links PRIMARY KEY (run, position)
)
;
CREATE TABLE log (
    id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    parent TEXT COLLATE "C",
    wall BIGINT NOT NULL,
    tick BIGINT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    stated TEXT COLLATE "C",
    by TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    replaces TEXT COLLATE "C" NOT NULL,
    accounts TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    author TEXT COLLATE "C",
    retract BIGINT NOT NULL,
    open TEXT COLLATE "C" NOT NULL,
    sealed TEXT COLLATE "C",
    CONSTRAINT pk_log PRIMARY KEY (id)
)
;
CREATE INDEX ix_log_kind ON log (kind)
;
CREATE INDEX ix_log_wall_tick ON log (wall, tick)
;
CREATE TABLE mentions (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    identity TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C",
    start BIGINT,
    "end" BIGINT,
    reason TEXT COLLATE "C",
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_mentions PRIMARY KEY (subject)
)
;
CREATE INDEX ix_mentions_account ON mentions (account)
;
CREATE TABLE meta (
    key TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY (key)
)
;
CREATE TABLE outputs_withdrawn (
    run TEXT COLLATE "C" NOT NULL,
    row_digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_outputs_withdrawn PRIMARY KEY (run, row_digest)
)
;
CREATE TABLE protocol_texts (
    digest TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    text_digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_protocol_texts PRIMARY KEY (digest, name)
)
;
CREATE TABLE recommendations (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    proposer TEXT COLLATE "C",
    addressee TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL,
    supports TEXT COLLATE "C" NOT NULL,
    contradicts TEXT COLLATE "C" NOT NULL,
    lacks TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_recommendations PRIMARY KEY (subject)
)
;
CREATE TABLE relation_reviews (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    a TEXT COLLATE "C" NOT NULL,
    b TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_relation_reviews PRIMARY KEY (subject)
)
;
CREATE TABLE relations (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    a TEXT COLLATE "C" NOT NULL,
    b TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    matched_words BIGINT NOT NULL,
    containment DOUBLE PRECISION NOT NULL,
    passages TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_relations PRIMARY KEY (run, position)
)
;
CREATE TABLE releases (
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    profile TEXT COLLATE "C",
    path TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    snapshot TEXT COLLATE "C",
    at TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_releases PRIMARY KEY (id)
)
;
CREATE TABLE reuse (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    a TEXT COLLATE "C" NOT NULL,
    b TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    matched_words BIGINT NOT NULL,
    containment DOUBLE PRECISION NOT NULL,
    a_share DOUBLE PRECISION NOT NULL,
    b_share DOUBLE PRECISION NOT NULL,
    passages TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_reuse PRIMARY KEY (run, position)
)
;
CREATE TABLE round_openings (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_round_openings PRIMARY KEY (subject)
)
;
CREATE TABLE runs (
    id TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    params TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    input_digest TEXT COLLATE "C" NOT NULL,
    output_digest TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_runs PRIMARY KEY (id)
)
;
CREATE INDEX ix_runs_stage ON runs (stage)
;
CREATE TABLE screening (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C",
    screener TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    layer TEXT COLLATE "C" NOT NULL,
    decision TEXT COLLATE "C" NOT NULL,
    shelf TEXT COLLATE "C",
    criterion TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    CONSTRAINT pk_screening PRIMARY KEY (subject)
)
;
CREATE INDEX ix_screening_account ON screening (account)
;
CREATE TABLE search_pieces (
    id BIGSERIAL NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_search_pieces PRIMARY KEY (id)
)
;
CREATE INDEX ix_search_pieces_account ON search_pieces (account)
;
CREATE TABLE searches (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    database TEXT COLLATE "C" NOT NULL,
    query TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C",
    limits TEXT COLLATE "C",
    date TEXT COLLATE "C",
    hits BIGINT,
    by TEXT COLLATE "C",
    CONSTRAINT pk_searches PRIMARY KEY (subject)
)
;
CREATE TABLE shelves (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    shelf TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_shelves PRIMARY KEY (subject)
)
;
CREATE INDEX ix_shelves_account ON shelves (account)
;
CREATE TABLE snapshots (
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    heads TEXT COLLATE "C" NOT NULL,
    runs TEXT COLLATE "C" NOT NULL,
    protocol TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_snapshots PRIMARY KEY (id, name)
)
;
CREATE TABLE sources (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C",
    language TEXT COLLATE "C",
    grade TEXT COLLATE "C",
    CONSTRAINT pk_sources PRIMARY KEY (subject)
)
;
CREATE TABLE suggestions (
    run TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    holds TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C",
    start BIGINT,
    "end" BIGINT,
    score DOUBLE PRECISION,
    method TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_suggestions PRIMARY KEY (run, position)
)
;
CREATE TABLE tombstones (
    account TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_tombstones PRIMARY KEY (account)
)
;
CREATE TABLE values (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    mention TEXT COLLATE "C" NOT NULL,
    episode TEXT COLLATE "C",
    variable TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C",
    missing TEXT COLLATE "C",
    coder TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C",
    passages TEXT COLLATE "C" NOT NULL,
    memo TEXT COLLATE "C",
    CONSTRAINT pk_values PRIMARY KEY (subject)
)
;
CREATE INDEX ix_values_account ON values (account)
;
CREATE TABLE withdrawals (
    subject TEXT COLLATE "C" NOT NULL,
    row TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C",
    stated TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_withdrawals PRIMARY KEY (subject)
)
;
CREATE INDEX ix_withdrawals_account ON withdrawals (account)
;
CREATE TABLE sealed (
    row TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sealed PRIMARY KEY (row),
    CONSTRAINT fk_sealed_row FOREIGN KEY(row) REFERENCES log (id) DEFERRABLE INITIALLY DEFERRED
)
