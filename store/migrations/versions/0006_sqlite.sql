CREATE TABLE thresholds (
    id INTEGER NOT NULL,
    metric VARCHAR(12) NOT NULL CONSTRAINT ck_thresholds_metric_known CHECK (metric IN ('grounding', 'faithfulness', 'relevancy')),
    value FLOAT NOT NULL,
    intent VARCHAR(24),
    channel VARCHAR(8),
    language VARCHAR(8),
    scorer_version VARCHAR(40) NOT NULL,
    curve JSON NOT NULL,
    promise JSON NOT NULL,
    approved_by_id INTEGER NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    undone_by_id INTEGER,
    undone_at DATETIME,
    CONSTRAINT pk_thresholds PRIMARY KEY (id),
    CONSTRAINT ck_thresholds_value_in_range CHECK (value BETWEEN 0 AND 1),
    CONSTRAINT ck_thresholds_undone_is_signed CHECK ((undone_by_id IS NULL) = (undone_at IS NULL)),
    CONSTRAINT fk_thresholds_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES users (id),
    CONSTRAINT fk_thresholds_undone_by_id FOREIGN KEY(undone_by_id) REFERENCES users (id)
);

CREATE INDEX ix_thresholds_approved_by_id ON thresholds (approved_by_id);

CREATE INDEX ix_thresholds_undone_by_id ON thresholds (undone_by_id);

CREATE TABLE regression_cases (
    id INTEGER NOT NULL,
    review_id INTEGER NOT NULL,
    added_by_id INTEGER NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_regression_cases PRIMARY KEY (id),
    CONSTRAINT uq_regression_cases_review_id UNIQUE (review_id),
    CONSTRAINT fk_regression_cases_review_id FOREIGN KEY(review_id) REFERENCES reviews (id),
    CONSTRAINT fk_regression_cases_added_by_id FOREIGN KEY(added_by_id) REFERENCES users (id)
);

CREATE INDEX ix_regression_cases_added_by_id ON regression_cases (added_by_id);
