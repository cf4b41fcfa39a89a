DROP INDEX ix_identities_conversation_id;

DROP INDEX ix_identities_user_id;

ALTER TABLE identities RENAME TO identities_after;

CREATE TABLE identities (
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_identities_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(20) NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_identities PRIMARY KEY (id),
    CONSTRAINT uq_identities_channel_kind_external_id UNIQUE (channel, kind, external_id),
    CONSTRAINT fk_identities_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

INSERT INTO identities (id, user_id, channel, kind, external_id, created_at)
SELECT id, user_id, channel, kind, external_id, created_at FROM identities_after WHERE user_id IS NOT NULL;

DROP TABLE identities_after;

CREATE INDEX ix_identities_user_id ON identities (user_id);

DROP TABLE channel_alarms;

DROP TABLE channel_events;

DROP INDEX ix_outbox_unknown;

DROP INDEX ix_outbox_lane;

ALTER TABLE outbox DROP COLUMN error_code;

ALTER TABLE outbox DROP COLUMN parts_sent;

ALTER TABLE conversations DROP COLUMN context;

ALTER TABLE conversations DROP COLUMN attachment;

ALTER TABLE dialogues DROP COLUMN heard_at;
