ALTER TABLE identities ALTER COLUMN user_id DROP NOT NULL;

ALTER TABLE identities ADD COLUMN conversation_id BIGINT
    CONSTRAINT fk_identities_conversation_id REFERENCES dialogues (id);

ALTER TABLE identities ADD CONSTRAINT ck_identities_names_somebody
    CHECK (user_id IS NOT NULL OR conversation_id IS NOT NULL);

CREATE INDEX ix_identities_conversation_id ON identities (conversation_id);

ALTER TABLE dialogues ADD COLUMN heard_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE conversations ADD COLUMN attachment JSONB;

ALTER TABLE conversations ADD COLUMN context JSONB;

ALTER TABLE outbox ADD COLUMN parts_sent INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE outbox ADD COLUMN error_code INTEGER;

CREATE INDEX ix_outbox_lane ON outbox (conversation_id, id) WHERE state = 'pending';

CREATE INDEX ix_outbox_unknown ON outbox (id) WHERE state = 'unknown';

CREATE TABLE channel_events (
    id BIGINT NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_channel_events_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(60) NOT NULL,
    external_id VARCHAR(300) NOT NULL,
    conversation_id BIGINT,
    detail JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_channel_events PRIMARY KEY (id),
    CONSTRAINT uq_channel_events_channel_external_id UNIQUE (channel, external_id),
    CONSTRAINT fk_channel_events_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id)
);

CREATE INDEX ix_channel_events_conversation_id ON channel_events (conversation_id);

CREATE TABLE channel_alarms (
    id BIGINT NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_channel_alarms_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(4) NOT NULL CONSTRAINT ck_channel_alarms_kind_known CHECK (kind IN ('stop', 'slow')),
    code INTEGER NOT NULL,
    detail TEXT NOT NULL,
    times INTEGER DEFAULT 1 NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    cleared_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_channel_alarms PRIMARY KEY (id),
    CONSTRAINT ck_channel_alarms_times_from_one CHECK (times > 0)
);

CREATE UNIQUE INDEX uq_channel_alarms_one_on ON channel_alarms (channel, kind) WHERE cleared_at IS NULL;
