CREATE TABLE payments (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    kind VARCHAR(6) NOT NULL CONSTRAINT ck_payments_kind_known CHECK (kind IN ('charge', 'refund')),
    method VARCHAR(6) NOT NULL CONSTRAINT ck_payments_method_known CHECK (method IN ('card', 'upi', 'wallet', 'cash')),
    state VARCHAR(9) NOT NULL CONSTRAINT ck_payments_state_known CHECK (state IN ('requested', 'done', 'failed', 'void')),
    amount_paise BIGINT NOT NULL,
    moved_paise BIGINT NOT NULL,
    reference VARCHAR(40),
    returns_id INTEGER,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT ck_payments_amount_positive CHECK (amount_paise > 0),
    CONSTRAINT ck_payments_moved_within_amount CHECK (moved_paise BETWEEN 0 AND amount_paise),
    CONSTRAINT ck_payments_done_is_moved CHECK (state = 'void' OR (state = 'done') = (moved_paise = amount_paise)),
    CONSTRAINT ck_payments_failed_moved_nothing CHECK (state <> 'failed' OR moved_paise = 0),
    CONSTRAINT ck_payments_refund_is_whole CHECK (kind = 'charge' OR (state <> 'void' AND moved_paise IN (0, amount_paise))),
    CONSTRAINT ck_payments_only_refunds_return CHECK (kind = 'refund' OR returns_id IS NULL),
    CONSTRAINT fk_payments_booking_id FOREIGN KEY(booking_id) REFERENCES bookings (id),
    CONSTRAINT uq_payments_reference UNIQUE (reference),
    CONSTRAINT fk_payments_returns_id FOREIGN KEY(returns_id) REFERENCES payments (id)
);

CREATE INDEX ix_payments_booking_id ON payments (booking_id);

CREATE INDEX ix_payments_returns_id ON payments (returns_id);

CREATE UNIQUE INDEX uq_payments_one_charge ON payments (booking_id) WHERE kind = 'charge' AND state != 'void';

CREATE TABLE refund_items (
    item_id INTEGER NOT NULL,
    refund_id INTEGER NOT NULL,
    CONSTRAINT pk_refund_items PRIMARY KEY (item_id),
    CONSTRAINT fk_refund_items_item_id FOREIGN KEY(item_id) REFERENCES booking_items (id),
    CONSTRAINT fk_refund_items_refund_id FOREIGN KEY(refund_id) REFERENCES payments (id)
);

CREATE INDEX ix_refund_items_refund_id ON refund_items (refund_id);

CREATE TABLE payment_events (
    id INTEGER NOT NULL,
    event_id VARCHAR(120) NOT NULL,
    payment_id INTEGER NOT NULL,
    kind VARCHAR(8) NOT NULL CONSTRAINT ck_payment_events_kind_known CHECK (kind IN ('paid', 'partial', 'failed', 'refunded')),
    amount_paise BIGINT NOT NULL,
    reference VARCHAR(40),
    body_hash VARCHAR(64) NOT NULL,
    occurred_at DATETIME NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_payment_events PRIMARY KEY (id),
    CONSTRAINT uq_payment_events_event_id UNIQUE (event_id),
    CONSTRAINT fk_payment_events_payment_id FOREIGN KEY(payment_id) REFERENCES payments (id)
);

CREATE INDEX ix_payment_events_payment_id ON payment_events (payment_id);

CREATE TABLE job_events (
    id INTEGER NOT NULL,
    event_id VARCHAR(120) NOT NULL,
    item_id INTEGER NOT NULL,
    provider_id INTEGER NOT NULL,
    kind VARCHAR(11) NOT NULL CONSTRAINT ck_job_events_kind_known CHECK (kind IN ('started', 'completed', 'cannot_come')),
    body_hash VARCHAR(64) NOT NULL,
    occurred_at DATETIME NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_job_events PRIMARY KEY (id),
    CONSTRAINT uq_job_events_event_id UNIQUE (event_id),
    CONSTRAINT fk_job_events_item_id FOREIGN KEY(item_id) REFERENCES booking_items (id),
    CONSTRAINT fk_job_events_provider_id FOREIGN KEY(provider_id) REFERENCES providers (id)
);

CREATE INDEX ix_job_events_item_id ON job_events (item_id);

CREATE INDEX ix_job_events_provider_id ON job_events (provider_id);

CREATE TABLE number_series (
    name VARCHAR(20) NOT NULL,
    last_number INTEGER NOT NULL,
    CONSTRAINT pk_number_series PRIMARY KEY (name)
);

ALTER TABLE conversations ADD COLUMN action JSON;

ALTER TABLE booking_items ADD COLUMN refund_slot_start DATETIME;

ALTER TABLE booking_items ADD COLUMN billed BOOLEAN DEFAULT true NOT NULL
    CONSTRAINT ck_booking_items_unbilled_is_cancelled CHECK (billed OR status = 'cancelled');

INSERT INTO payments
    (booking_id, kind, method, state, amount_paise, moved_paise, reference, created_at, updated_at)
SELECT id, 'charge', payment_method,
    CASE WHEN payment_status IN ('paid', 'refunded') THEN 'done'
         WHEN status = 'cancelled' THEN 'void'
         WHEN payment_status = 'failed' THEN 'failed'
         ELSE 'requested' END,
    total_paise, paid_paise, transaction_id, created_at, updated_at
FROM bookings ORDER BY id;

INSERT INTO payments
    (booking_id, kind, method, state, amount_paise, moved_paise, reference, created_at, updated_at)
SELECT id, 'refund', payment_method, 'done', refund_paise, refund_paise, refund_transaction_id,
    updated_at, updated_at
FROM bookings WHERE refund_paise > 0 ORDER BY id;

INSERT INTO refund_items (item_id, refund_id)
SELECT booking_items.id, payments.id
FROM booking_items JOIN payments ON payments.booking_id = booking_items.booking_id
WHERE payments.kind = 'refund' AND booking_items.payment_status = 'refunded';
