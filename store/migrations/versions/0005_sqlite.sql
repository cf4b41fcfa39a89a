CREATE TABLE complaint_escalations (
    id INTEGER NOT NULL,
    complaint_id INTEGER NOT NULL,
    clock VARCHAR(10) NOT NULL CONSTRAINT ck_complaint_escalations_clock_known CHECK (clock IN ('response', 'resolution')),
    due_at DATETIME NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_complaint_escalations PRIMARY KEY (id),
    CONSTRAINT uq_complaint_escalations_complaint_id_clock_due_at UNIQUE (complaint_id, clock, due_at),
    CONSTRAINT fk_complaint_escalations_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);

ALTER TABLE complaints ADD COLUMN reopened_at DATETIME;

CREATE INDEX ix_audit_log_subject ON audit_log (subject);
