CREATE TABLE devices (
    id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    platform VARCHAR(7) NOT NULL CONSTRAINT ck_devices_platform_known CHECK (platform IN ('android', 'ios', 'web')),
    push_token VARCHAR(1024) NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_devices PRIMARY KEY (id),
    CONSTRAINT fk_devices_session_id FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT uq_devices_push_token UNIQUE (push_token)
);

CREATE INDEX ix_devices_session_id ON devices (session_id);

CREATE TABLE message_keys (
    id INTEGER NOT NULL,
    user_id INTEGER,
    conversation_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    idempotency_key VARCHAR(200) NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_message_keys PRIMARY KEY (id),
    CONSTRAINT fk_message_keys_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_message_keys_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT fk_message_keys_message_id FOREIGN KEY(message_id) REFERENCES conversations (id)
);

CREATE INDEX ix_message_keys_conversation_id ON message_keys (conversation_id);

CREATE INDEX ix_message_keys_message_id ON message_keys (message_id);

CREATE UNIQUE INDEX uq_message_keys_of_guest ON message_keys (conversation_id, idempotency_key) WHERE user_id IS NULL;

CREATE UNIQUE INDEX uq_message_keys_of_person ON message_keys (user_id, idempotency_key);
