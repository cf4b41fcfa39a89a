DROP INDEX ix_identities_user_id;

ALTER TABLE identities RENAME TO identities_before;

CREATE TABLE identities (
    id INTEGER NOT NULL,
    user_id INTEGER,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_identities_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(20) NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    conversation_id INTEGER,
    CONSTRAINT pk_identities PRIMARY KEY (id),
    CONSTRAINT uq_identities_channel_kind_external_id UNIQUE (channel, kind, external_id),
    CONSTRAINT ck_identities_names_somebody CHECK (user_id IS NOT NULL OR conversation_id IS NOT NULL),
    CONSTRAINT fk_identities_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_identities_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id)
);

INSERT INTO identities (id, user_id, channel, kind, external_id, created_at)
SELECT id, user_id, channel, kind, external_id, created_at FROM identities_before;

DROP TABLE identities_before;

CREATE INDEX ix_identities_user_id ON identities (user_id);

CREATE INDEX ix_identities_conversation_id ON identities (conversation_id);

ALTER TABLE dialogues ADD COLUMN heard_at DATETIME;

ALTER TABLE conversations ADD COLUMN attachment JSON;

ALTER TABLE conversations ADD COLUMN context JSON;

ALTER TABLE outbox ADD COLUMN parts_sent INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE outbox ADD COLUMN error_code INTEGER;

CREATE INDEX ix_outbox_lane ON outbox (conversation_id, id) WHERE state = 'pending';

CREATE INDEX ix_outbox_unknown ON outbox (id) WHERE state = 'unknown';

CREATE TABLE channel_events (
    id INTEGER NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_channel_events_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(60) NOT NULL,
    external_id VARCHAR(300) NOT NULL,
    conversation_id INTEGER,
    detail JSON,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_channel_events PRIMARY KEY (id),
    CONSTRAINT uq_channel_events_channel_external_id UNIQUE (channel, external_id),
    CONSTRAINT fk_channel_events_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id)
);

CREATE INDEX ix_channel_events_conversation_id ON channel_events (conversation_id);

CREATE TABLE channel_alarms (
    id INTEGER NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_channel_alarms_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(4) NOT NULL CONSTRAINT ck_channel_alarms_kind_known CHECK (kind IN ('stop', 'slow')),
    code INTEGER NOT NULL,
    detail TEXT NOT NULL,
    times INTEGER DEFAULT 1 NOT NULL,
    until DATETIME NOT NULL,
    cleared_at DATETIME,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_channel_alarms PRIMARY KEY (id),
    CONSTRAINT ck_channel_alarms_times_from_one CHECK (times > 0)
);

CREATE UNIQUE INDEX uq_channel_alarms_one_on ON channel_alarms (channel, kind) WHERE cleared_at IS NULL;
