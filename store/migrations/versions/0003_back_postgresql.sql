DELETE FROM identities WHERE user_id IS NULL;

ALTER TABLE identities DROP CONSTRAINT ck_identities_names_somebody;

ALTER TABLE identities DROP COLUMN conversation_id;

ALTER TABLE identities ALTER COLUMN user_id SET NOT NULL;

DROP TABLE channel_alarms;

DROP TABLE channel_events;

DROP INDEX ix_outbox_unknown;

DROP INDEX ix_outbox_lane;

ALTER TABLE outbox DROP COLUMN error_code;

ALTER TABLE outbox DROP COLUMN parts_sent;

ALTER TABLE conversations DROP COLUMN context;

ALTER TABLE conversations DROP COLUMN attachment;

ALTER TABLE dialogues DROP COLUMN heard_at;
