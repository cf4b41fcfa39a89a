CREATE TABLE handoffs (
    id INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    message_id INTEGER,
    reason VARCHAR(10) NOT NULL CONSTRAINT ck_handoffs_reason_known CHECK (reason IN ('asked', 'stuck', 'taken_over')),
    state VARCHAR(7) NOT NULL CONSTRAINT ck_handoffs_state_known CHECK (state IN ('waiting', 'held', 'ended')),
    holder_id INTEGER,
    leased_until DATETIME,
    waiting_since DATETIME NOT NULL,
    joined_at DATETIME,
    escalated INTEGER DEFAULT 0 NOT NULL,
    summary TEXT,
    ended_at DATETIME,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_handoffs PRIMARY KEY (id),
    CONSTRAINT ck_handoffs_held_has_lease CHECK ((state = 'held') = (holder_id IS NOT NULL AND leased_until IS NOT NULL)),
    CONSTRAINT ck_handoffs_ended_has_time CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CONSTRAINT ck_handoffs_held_was_joined CHECK (state <> 'held' OR joined_at IS NOT NULL),
    CONSTRAINT ck_handoffs_escalated_in_range CHECK (escalated BETWEEN 0 AND 2),
    CONSTRAINT fk_handoffs_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT fk_handoffs_message_id FOREIGN KEY(message_id) REFERENCES conversations (id),
    CONSTRAINT fk_handoffs_holder_id FOREIGN KEY(holder_id) REFERENCES users (id)
);

CREATE INDEX ix_handoffs_conversation_id ON handoffs (conversation_id);

CREATE INDEX ix_handoffs_holder_id ON handoffs (holder_id);

CREATE INDEX ix_handoffs_message_id ON handoffs (message_id);

CREATE INDEX ix_handoffs_open ON handoffs (id) WHERE state != 'ended';

CREATE UNIQUE INDEX uq_handoffs_one_open ON handoffs (conversation_id) WHERE state != 'ended';

CREATE TABLE staff_replies (
    message_id INTEGER NOT NULL,
    handoff_id INTEGER NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    CONSTRAINT pk_staff_replies PRIMARY KEY (message_id),
    CONSTRAINT fk_staff_replies_message_id FOREIGN KEY(message_id) REFERENCES conversations (id),
    CONSTRAINT fk_staff_replies_handoff_id FOREIGN KEY(handoff_id) REFERENCES handoffs (id),
    CONSTRAINT uq_staff_replies_external_id UNIQUE (external_id)
);

CREATE INDEX ix_staff_replies_handoff_id ON staff_replies (handoff_id);

INSERT INTO handoffs
    (id, conversation_id, message_id, reason, state, holder_id, leased_until, waiting_since,
    joined_at, created_at)
SELECT coalesce(last.id, dialogues.id), dialogues.id, last.id, 'asked',
    CASE owner WHEN 'staff' THEN 'held' ELSE 'waiting' END, owner_id,
    CASE owner WHEN 'staff' THEN updated_at END, updated_at,
    CASE owner WHEN 'staff' THEN updated_at END, updated_at
FROM dialogues LEFT JOIN (
    SELECT conversation_id, max(id) AS id FROM conversations WHERE role = 'assistant'
    GROUP BY conversation_id
) AS last ON last.conversation_id = dialogues.id
WHERE owner != 'assistant';
