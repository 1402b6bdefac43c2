-- Moments are Unix milliseconds, 0 means none. Every key begins with the platform's own appid, so that platforms which
-- share a store never see each other's rows. The statements are read by SQLite and by PostgreSQL.

-- Tickets, codes and tokens, each sealed with AES-256-GCM under the key that key_id names.
CREATE TABLE wxrelease_secret (
    component_appid TEXT NOT NULL,
    appid           TEXT NOT NULL,   -- of the account that it belongs to: a Mini Program or the platform
    kind            TEXT NOT NULL,
    key_id          TEXT NOT NULL,
    sealed          TEXT NOT NULL,
    at              BIGINT NOT NULL, -- when it was pushed or made
    refresh_at      BIGINT NOT NULL, -- when to renew it; for a code: when to try it next
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (component_appid, appid, kind)
);

-- What merchants have granted. Not secret.
CREATE TABLE wxrelease_authorizer (
    component_appid TEXT NOT NULL,
    appid           TEXT NOT NULL,
    name            TEXT NOT NULL DEFAULT '',
    original_id     TEXT NOT NULL DEFAULT '',
    account         TEXT NOT NULL DEFAULT '', -- '' not known, 'mini-program', 'other'
    permission_sets TEXT NOT NULL DEFAULT '', -- ids joined with commas; '' not known, '-' none
    authorized_at   BIGINT NOT NULL DEFAULT 0,
    revoked_at      BIGINT NOT NULL DEFAULT 0,
    problem_code    BIGINT NOT NULL DEFAULT 0, -- WeChat's errcode, 0 when the problem is not an answer of WeChat
    problem         TEXT NOT NULL DEFAULT '',
    checked_at      BIGINT NOT NULL DEFAULT 0, -- when a revocation or problem was last held against WeChat's list
    PRIMARY KEY (component_appid, appid)
);

-- Who may renew what. fence grows with every change of hands, so that a holder who was away cannot write any more.
CREATE TABLE wxrelease_lease (
    component_appid TEXT NOT NULL,
    name            TEXT NOT NULL,
    holder          TEXT NOT NULL, -- '' while nobody holds it and it only keeps a pause
    fence           BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (component_appid, name)
);
