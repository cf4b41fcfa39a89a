CREATE TABLE complaint_escalations (
    id BIGINT NOT NULL,
    complaint_id BIGINT NOT NULL,
    clock VARCHAR(10) NOT NULL CONSTRAINT ck_complaint_escalations_clock_known CHECK (clock IN ('response', 'resolution')),
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_complaint_escalations PRIMARY KEY (id),
    CONSTRAINT uq_complaint_escalations_complaint_id_clock_due_at UNIQUE (complaint_id, clock, due_at),
    CONSTRAINT fk_complaint_escalations_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);

ALTER TABLE complaints ADD COLUMN reopened_at TIMESTAMP WITH TIME ZONE;

CREATE INDEX ix_audit_log_subject ON audit_log (subject);
