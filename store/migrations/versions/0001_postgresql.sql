CREATE TABLE business (
    id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    state VARCHAR(60) NOT NULL,
    gstin VARCHAR(15) NOT NULL,
    CONSTRAINT pk_business PRIMARY KEY (id),
    CONSTRAINT ck_business_single_row CHECK (id = 1)
);

CREATE TABLE categories (
    id BIGSERIAL NOT NULL,
    name VARCHAR(80) NOT NULL,
    slug VARCHAR(80) NOT NULL,
    description TEXT NOT NULL,
    display_order INTEGER NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_categories PRIMARY KEY (id),
    CONSTRAINT uq_categories_name UNIQUE (name),
    CONSTRAINT uq_categories_slug UNIQUE (slug)
);

CREATE TABLE pincodes (
    pincode VARCHAR(6) NOT NULL,
    city VARCHAR(60) NOT NULL,
    state VARCHAR(60) NOT NULL,
    CONSTRAINT pk_pincodes PRIMARY KEY (pincode),
    CONSTRAINT ck_pincodes_six_digits CHECK (length(pincode) = 6)
);

CREATE INDEX ix_pincodes_city ON pincodes (city);

CREATE TABLE policies (
    id BIGSERIAL NOT NULL,
    slug VARCHAR(40) NOT NULL,
    language VARCHAR(8) NOT NULL,
    title VARCHAR(120) NOT NULL,
    text TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_policies PRIMARY KEY (id),
    CONSTRAINT uq_policies_slug_language UNIQUE (slug, language),
    CONSTRAINT ck_policies_language_known CHECK (language IN ('en', 'hinglish', 'hi'))
);

CREATE TABLE providers (
    id BIGSERIAL NOT NULL,
    name VARCHAR(120) NOT NULL,
    mobile VARCHAR(13) NOT NULL,
    rating_tenths INTEGER NOT NULL,
    total_bookings INTEGER DEFAULT 0 NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    verified BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_providers PRIMARY KEY (id),
    CONSTRAINT ck_providers_rating_in_range CHECK (rating_tenths BETWEEN 0 AND 50),
    CONSTRAINT ck_providers_total_bookings_not_negative CHECK (total_bookings >= 0),
    CONSTRAINT uq_providers_mobile UNIQUE (mobile)
);

CREATE TABLE seed_runs (
    id INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    scale INTEGER NOT NULL,
    as_of DATE NOT NULL,
    counts JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_seed_runs PRIMARY KEY (id),
    CONSTRAINT ck_seed_runs_single_row CHECK (id = 1)
);

CREATE TABLE sign_in_codes (
    id BIGINT NOT NULL,
    mobile VARCHAR(13) NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_sign_in_codes PRIMARY KEY (id)
);

CREATE INDEX ix_sign_in_codes_mobile ON sign_in_codes (mobile);

CREATE TABLE users (
    id BIGSERIAL NOT NULL,
    mobile VARCHAR(13),
    email VARCHAR(254),
    name VARCHAR(120),
    role VARCHAR(8) NOT NULL CONSTRAINT ck_users_role_known CHECK (role IN ('customer', 'agent', 'lead', 'admin')),
    wallet_paise BIGINT DEFAULT 0 NOT NULL,
    referral_code VARCHAR(12),
    referred_by_id BIGINT,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT ck_users_wallet_paise_not_negative CHECK (wallet_paise >= 0),
    CONSTRAINT ck_users_not_referred_by_self CHECK (referred_by_id <> id),
    CONSTRAINT uq_users_mobile UNIQUE (mobile),
    CONSTRAINT uq_users_email UNIQUE (email),
    CONSTRAINT uq_users_referral_code UNIQUE (referral_code),
    CONSTRAINT fk_users_referred_by_id FOREIGN KEY(referred_by_id) REFERENCES users (id)
);

CREATE INDEX ix_users_referred_by_id ON users (referred_by_id);

CREATE TABLE addresses (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    line1 VARCHAR(200) NOT NULL,
    line2 VARCHAR(200),
    city VARCHAR(60) NOT NULL,
    state VARCHAR(60) NOT NULL,
    pincode VARCHAR(6) NOT NULL,
    contact_name VARCHAR(120) NOT NULL,
    contact_mobile VARCHAR(13) NOT NULL,
    is_default BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_addresses PRIMARY KEY (id),
    CONSTRAINT ck_addresses_six_digits CHECK (length(pincode) = 6),
    CONSTRAINT fk_addresses_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX ix_addresses_pincode ON addresses (pincode);

CREATE INDEX ix_addresses_user_id ON addresses (user_id);

CREATE UNIQUE INDEX uq_addresses_one_default ON addresses (user_id) WHERE is_default;

CREATE TABLE audit_log (
    id BIGINT NOT NULL,
    actor_id BIGINT,
    action VARCHAR(60) NOT NULL,
    subject VARCHAR(120) NOT NULL,
    detail JSONB,
    note TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (id),
    CONSTRAINT fk_audit_log_actor_id FOREIGN KEY(actor_id) REFERENCES users (id)
);

CREATE INDEX ix_audit_log_actor_id ON audit_log (actor_id);

CREATE TABLE dialogues (
    id BIGINT NOT NULL,
    user_id BIGINT,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_dialogues_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    language VARCHAR(8) DEFAULT 'en' NOT NULL CONSTRAINT ck_dialogues_language_known CHECK (language IN ('en', 'hinglish', 'hi')),
    owner VARCHAR(9) DEFAULT 'assistant' NOT NULL CONSTRAINT ck_dialogues_owner_known CHECK (owner IN ('assistant', 'waiting', 'staff')),
    owner_id BIGINT,
    state JSONB,
    last_seq INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_dialogues PRIMARY KEY (id),
    CONSTRAINT ck_dialogues_staff_owner_is_named CHECK ((owner = 'staff') = (owner_id IS NOT NULL)),
    CONSTRAINT fk_dialogues_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_dialogues_owner_id FOREIGN KEY(owner_id) REFERENCES users (id)
);

CREATE INDEX "ix_dialoguesHANDED_OVER" ON dialogues (owner) WHERE owner != 'assistant';

CREATE INDEX ix_dialogues_owner_id ON dialogues (owner_id);

CREATE INDEX ix_dialogues_user_id ON dialogues (user_id);

CREATE TABLE identities (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_identities_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    kind VARCHAR(20) NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_identities PRIMARY KEY (id),
    CONSTRAINT uq_identities_channel_kind_external_id UNIQUE (channel, kind, external_id),
    CONSTRAINT fk_identities_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX ix_identities_user_id ON identities (user_id);

CREATE TABLE provider_pincodes (
    provider_id BIGINT NOT NULL,
    pincode VARCHAR(6) NOT NULL,
    CONSTRAINT pk_provider_pincodes PRIMARY KEY (provider_id, pincode),
    CONSTRAINT fk_provider_pincodes_provider_id FOREIGN KEY(provider_id) REFERENCES providers (id),
    CONSTRAINT fk_provider_pincodes_pincode FOREIGN KEY(pincode) REFERENCES pincodes (pincode)
);

CREATE INDEX ix_provider_pincodes_pincode ON provider_pincodes (pincode);

CREATE TABLE staff_credentials (
    user_id BIGINT NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_staff_credentials PRIMARY KEY (user_id),
    CONSTRAINT fk_staff_credentials_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE subcategories (
    id BIGSERIAL NOT NULL,
    category_id BIGINT NOT NULL,
    name VARCHAR(80) NOT NULL,
    slug VARCHAR(80) NOT NULL,
    description TEXT NOT NULL,
    display_order INTEGER NOT NULL,
    is_repair BOOLEAN NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_subcategories PRIMARY KEY (id),
    CONSTRAINT uq_subcategories_category_id_slug UNIQUE (category_id, slug),
    CONSTRAINT fk_subcategories_category_id FOREIGN KEY(category_id) REFERENCES categories (id)
);

CREATE INDEX ix_subcategories_category_id ON subcategories (category_id);

CREATE INDEX ix_subcategories_slug ON subcategories (slug);

CREATE TABLE bookings (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    address_id BIGINT NOT NULL,
    order_id VARCHAR(24) NOT NULL,
    invoice_number VARCHAR(24),
    status VARCHAR(11) NOT NULL CONSTRAINT ck_bookings_status_known CHECK (status IN ('pending', 'confirmed', 'in_progress', 'completed', 'cancelled')),
    payment_status VARCHAR(8) NOT NULL CONSTRAINT ck_bookings_payment_status_known CHECK (payment_status IN ('pending', 'paid', 'failed', 'refunded')),
    payment_method VARCHAR(6) NOT NULL CONSTRAINT ck_bookings_payment_method_known CHECK (payment_method IN ('card', 'upi', 'wallet', 'cash')),
    transaction_id VARCHAR(40),
    refund_transaction_id VARCHAR(40),
    subtotal_paise BIGINT NOT NULL,
    discount_paise BIGINT DEFAULT 0 NOT NULL,
    convenience_paise BIGINT DEFAULT 0 NOT NULL,
    sgst_rate_percent INTEGER NOT NULL,
    cgst_rate_percent INTEGER NOT NULL,
    igst_rate_percent INTEGER NOT NULL,
    sgst_paise BIGINT NOT NULL,
    cgst_paise BIGINT NOT NULL,
    igst_paise BIGINT NOT NULL,
    total_paise BIGINT NOT NULL,
    paid_paise BIGINT DEFAULT 0 NOT NULL,
    remaining_paise BIGINT NOT NULL,
    refund_paise BIGINT DEFAULT 0 NOT NULL,
    settlement_status VARCHAR(11) NOT NULL CONSTRAINT ck_bookings_settlement_status_known CHECK (settlement_status IN ('pending', 'in_progress', 'complete', 'failed')),
    preferred_date DATE NOT NULL,
    preferred_slot_start TIMESTAMP WITH TIME ZONE NOT NULL,
    instructions TEXT,
    cancellation_reason TEXT,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings PRIMARY KEY (id),
    CONSTRAINT ck_bookings_discount_paise_not_negative CHECK (discount_paise >= 0),
    CONSTRAINT ck_bookings_convenience_paise_not_negative CHECK (convenience_paise >= 0),
    CONSTRAINT ck_bookings_sgst_paise_not_negative CHECK (sgst_paise >= 0),
    CONSTRAINT ck_bookings_cgst_paise_not_negative CHECK (cgst_paise >= 0),
    CONSTRAINT ck_bookings_igst_paise_not_negative CHECK (igst_paise >= 0),
    CONSTRAINT ck_bookings_paid_paise_not_negative CHECK (paid_paise >= 0),
    CONSTRAINT ck_bookings_remaining_paise_not_negative CHECK (remaining_paise >= 0),
    CONSTRAINT ck_bookings_refund_paise_not_negative CHECK (refund_paise >= 0),
    CONSTRAINT ck_bookings_total_adds_up CHECK (total_paise = subtotal_paise - discount_paise + convenience_paise + sgst_paise + cgst_paise + igst_paise),
    CONSTRAINT ck_bookings_payment_adds_up CHECK (paid_paise + remaining_paise = total_paise),
    CONSTRAINT ck_bookings_refund_within_paid CHECK (refund_paise <= paid_paise),
    CONSTRAINT ck_bookings_gst_either_split_or_integrated CHECK ((sgst_rate_percent = 9 AND cgst_rate_percent = 9 AND igst_rate_percent = 0 AND igst_paise = 0) OR (sgst_rate_percent = 0 AND cgst_rate_percent = 0 AND igst_rate_percent = 18 AND sgst_paise = 0 AND cgst_paise = 0)),
    CONSTRAINT ck_bookings_cancelled_has_time CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CONSTRAINT fk_bookings_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_bookings_address_id FOREIGN KEY(address_id) REFERENCES addresses (id),
    CONSTRAINT uq_bookings_order_id UNIQUE (order_id),
    CONSTRAINT uq_bookings_invoice_number UNIQUE (invoice_number),
    CONSTRAINT uq_bookings_transaction_id UNIQUE (transaction_id),
    CONSTRAINT uq_bookings_refund_transaction_id UNIQUE (refund_transaction_id)
);

CREATE INDEX ix_bookings_address_id ON bookings (address_id);

CREATE INDEX ix_bookings_user_id ON bookings (user_id);

CREATE INDEX ix_bookings_user_id_created_at ON bookings (user_id, created_at);

CREATE TABLE conversations (
    id BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    turn_id BIGINT NOT NULL,
    reply_to_id BIGINT,
    user_id BIGINT,
    role VARCHAR(9) NOT NULL CONSTRAINT ck_conversations_role_known CHECK (role IN ('user', 'assistant', 'agent', 'system')),
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_conversations_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    language VARCHAR(8) CONSTRAINT ck_conversations_language_known CHECK (language IN ('en', 'hinglish', 'hi')),
    text TEXT NOT NULL,
    choices JSONB,
    chosen VARCHAR(200),
    intent VARCHAR(24),
    confidence FLOAT,
    slots JSONB,
    evidence JSONB,
    draft TEXT,
    gate VARCHAR(10) CONSTRAINT ck_conversations_gate_known CHECK (gate IN ('passed', 'repaired', 'clarified', 'handed_off')),
    gate_report JSONB,
    grounding FLOAT,
    faithfulness FLOAT,
    relevancy FLOAT,
    score_reasons JSONB,
    scorer_version VARCHAR(40),
    router_version VARCHAR(40),
    scored_ms FLOAT,
    response_ms FLOAT,
    flagged BOOLEAN DEFAULT false NOT NULL,
    flag_reason TEXT,
    model VARCHAR(80),
    cost_paise INTEGER,
    feedback VARCHAR(4),
    feedback_comment TEXT,
    origin VARCHAR(10) DEFAULT 'live' NOT NULL CONSTRAINT ck_conversations_origin_known CHECK (origin IN ('live', 'seed', 'seed_fault', 'replica')),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT uq_conversations_conversation_id_seq UNIQUE (conversation_id, seq),
    CONSTRAINT uq_conversations_reply_to_id UNIQUE (reply_to_id),
    CONSTRAINT ck_conversations_seq_from_one CHECK (seq > 0),
    CONSTRAINT ck_conversations_answers_a_message CHECK ((role = 'assistant') = (reply_to_id IS NOT NULL)),
    CONSTRAINT ck_conversations_feedback_known CHECK (feedback IN ('up', 'down')),
    CONSTRAINT ck_conversations_confidence_in_range CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT ck_conversations_grounding_in_range CHECK (grounding BETWEEN 0 AND 1),
    CONSTRAINT ck_conversations_faithfulness_in_range CHECK (faithfulness BETWEEN 0 AND 1),
    CONSTRAINT ck_conversations_relevancy_in_range CHECK (relevancy BETWEEN 0 AND 1),
    CONSTRAINT ck_conversations_scores_are_explained CHECK (role <> 'assistant' OR (score_reasons IS NOT NULL AND scorer_version IS NOT NULL AND router_version IS NOT NULL)),
    CONSTRAINT fk_conversations_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT fk_conversations_reply_to_id FOREIGN KEY(reply_to_id) REFERENCES conversations (id),
    CONSTRAINT fk_conversations_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX ix_conversations_created_at ON conversations (created_at);

CREATE INDEX ix_conversations_user_id ON conversations (user_id);

CREATE TABLE provider_skills (
    provider_id BIGINT NOT NULL,
    subcategory_id BIGINT NOT NULL,
    CONSTRAINT pk_provider_skills PRIMARY KEY (provider_id, subcategory_id),
    CONSTRAINT fk_provider_skills_provider_id FOREIGN KEY(provider_id) REFERENCES providers (id),
    CONSTRAINT fk_provider_skills_subcategory_id FOREIGN KEY(subcategory_id) REFERENCES subcategories (id)
);

CREATE INDEX ix_provider_skills_subcategory_id ON provider_skills (subcategory_id);

CREATE TABLE rate_cards (
    id BIGSERIAL NOT NULL,
    subcategory_id BIGINT NOT NULL,
    variant VARCHAR(40) NOT NULL,
    price_paise BIGINT NOT NULL,
    strike_price_paise BIGINT,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_rate_cards PRIMARY KEY (id),
    CONSTRAINT uq_rate_cards_subcategory_id_variant UNIQUE (subcategory_id, variant),
    CONSTRAINT ck_rate_cards_price_positive CHECK (price_paise > 0),
    CONSTRAINT ck_rate_cards_strike_above_price CHECK (strike_price_paise > price_paise),
    CONSTRAINT fk_rate_cards_subcategory_id FOREIGN KEY(subcategory_id) REFERENCES subcategories (id)
);

CREATE INDEX ix_rate_cards_subcategory_id ON rate_cards (subcategory_id);

CREATE TABLE sessions (
    id BIGINT NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    kind VARCHAR(8) NOT NULL CONSTRAINT ck_sessions_kind_known CHECK (kind IN ('customer', 'staff')),
    user_id BIGINT,
    conversation_id BIGINT,
    csrf_token VARCHAR(64),
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT ck_sessions_staff_is_a_user CHECK (kind <> 'staff' OR user_id IS NOT NULL),
    CONSTRAINT uq_sessions_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_sessions_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id)
);

CREATE INDEX ix_sessions_conversation_id ON sessions (conversation_id);

CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE TABLE booking_items (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    rate_card_id BIGINT NOT NULL,
    provider_id BIGINT,
    address_id BIGINT NOT NULL,
    service_name VARCHAR(120) NOT NULL,
    variant VARCHAR(40) NOT NULL,
    quantity INTEGER NOT NULL,
    price_paise BIGINT NOT NULL,
    discount_paise BIGINT DEFAULT 0 NOT NULL,
    total_paise BIGINT NOT NULL,
    slot_start TIMESTAMP WITH TIME ZONE NOT NULL,
    slot_end TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    cancelled_by VARCHAR(8) CONSTRAINT ck_booking_items_cancelled_by_known CHECK (cancelled_by IN ('customer', 'provider', 'ops')),
    cancellation_reason TEXT,
    payment_status VARCHAR(8) NOT NULL CONSTRAINT ck_booking_items_payment_status_known CHECK (payment_status IN ('pending', 'paid', 'failed', 'refunded')),
    status VARCHAR(11) NOT NULL CONSTRAINT ck_booking_items_status_known CHECK (status IN ('pending', 'accepted', 'in_progress', 'completed', 'cancelled')),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_booking_items PRIMARY KEY (id),
    CONSTRAINT ck_booking_items_quantity_positive CHECK (quantity > 0),
    CONSTRAINT ck_booking_items_price_positive CHECK (price_paise > 0),
    CONSTRAINT ck_booking_items_discount_paise_not_negative CHECK (discount_paise >= 0),
    CONSTRAINT ck_booking_items_total_adds_up CHECK (total_paise = price_paise * quantity - discount_paise),
    CONSTRAINT ck_booking_items_slot_not_empty CHECK (slot_end > slot_start),
    CONSTRAINT ck_booking_items_ends_after_start CHECK (ended_at >= started_at),
    CONSTRAINT ck_booking_items_cancelled_by_someone CHECK ((status = 'cancelled') = (cancelled_by IS NOT NULL)),
    CONSTRAINT fk_booking_items_booking_id FOREIGN KEY(booking_id) REFERENCES bookings (id),
    CONSTRAINT fk_booking_items_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_booking_items_rate_card_id FOREIGN KEY(rate_card_id) REFERENCES rate_cards (id),
    CONSTRAINT fk_booking_items_provider_id FOREIGN KEY(provider_id) REFERENCES providers (id),
    CONSTRAINT fk_booking_items_address_id FOREIGN KEY(address_id) REFERENCES addresses (id)
);

CREATE INDEX ix_booking_items_address_id ON booking_items (address_id);

CREATE INDEX ix_booking_items_booking_id ON booking_items (booking_id);

CREATE INDEX ix_booking_items_provider_id ON booking_items (provider_id);

CREATE INDEX ix_booking_items_rate_card_id ON booking_items (rate_card_id);

CREATE INDEX ix_booking_items_user_id ON booking_items (user_id);

CREATE UNIQUE INDEX uq_booking_items_provider_slot ON booking_items (provider_id, slot_start) WHERE status IN ('pending', 'accepted', 'in_progress');

CREATE TABLE complaints (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    conversation_id BIGINT,
    number VARCHAR(24) NOT NULL,
    type VARCHAR(18) NOT NULL CONSTRAINT ck_complaints_type_known CHECK (type IN ('service_quality', 'provider_behavior', 'billing', 'delay', 'cancellation_issue', 'refund_issue', 'other')),
    subject VARCHAR(200) NOT NULL,
    description TEXT NOT NULL,
    priority VARCHAR(8) NOT NULL CONSTRAINT ck_complaints_priority_known CHECK (priority IN ('low', 'medium', 'high', 'critical')),
    status VARCHAR(11) NOT NULL CONSTRAINT ck_complaints_status_known CHECK (status IN ('open', 'in_progress', 'resolved', 'closed', 'escalated')),
    assigned_to_id BIGINT,
    resolution TEXT,
    response_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    resolution_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_complaints PRIMARY KEY (id),
    CONSTRAINT ck_complaints_response_before_resolution CHECK (resolution_due_at >= response_due_at),
    CONSTRAINT ck_complaints_resolved_has_time CHECK ((status IN ('resolved', 'closed')) = (resolved_at IS NOT NULL)),
    CONSTRAINT fk_complaints_booking_id FOREIGN KEY(booking_id) REFERENCES bookings (id),
    CONSTRAINT fk_complaints_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_complaints_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT uq_complaints_number UNIQUE (number),
    CONSTRAINT fk_complaints_assigned_to_id FOREIGN KEY(assigned_to_id) REFERENCES users (id)
);

CREATE INDEX ix_complaints_assigned_to_id ON complaints (assigned_to_id);

CREATE INDEX ix_complaints_booking_id ON complaints (booking_id);

CREATE INDEX ix_complaints_conversation_id ON complaints (conversation_id);

CREATE INDEX ix_complaints_user_id ON complaints (user_id);

CREATE TABLE inbox (
    id BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_inbox_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    external_id VARCHAR(200) NOT NULL,
    state VARCHAR(7) DEFAULT 'pending' NOT NULL CONSTRAINT ck_inbox_state_known CHECK (state IN ('pending', 'done', 'parked')),
    attempts INTEGER DEFAULT 0 NOT NULL,
    error TEXT,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    done_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_inbox PRIMARY KEY (id),
    CONSTRAINT uq_inbox_channel_external_id UNIQUE (channel, external_id),
    CONSTRAINT fk_inbox_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT fk_inbox_message_id FOREIGN KEY(message_id) REFERENCES conversations (id)
);

CREATE INDEX ix_inbox_message_id ON inbox (message_id);

CREATE INDEX ix_inbox_pending ON inbox (conversation_id, id) WHERE state = 'pending';

CREATE TABLE outbox (
    id BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    channel VARCHAR(8) NOT NULL CONSTRAINT ck_outbox_channel_known CHECK (channel IN ('WEB', 'MOBILE', 'WHATSAPP')),
    state VARCHAR(9) DEFAULT 'pending' NOT NULL CONSTRAINT ck_outbox_state_known CHECK (state IN ('pending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'dead')),
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_attempt_at TIMESTAMP WITH TIME ZONE NOT NULL,
    external_id VARCHAR(200),
    error TEXT,
    sent_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT uq_outbox_message_id UNIQUE (message_id),
    CONSTRAINT fk_outbox_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT fk_outbox_message_id FOREIGN KEY(message_id) REFERENCES conversations (id),
    CONSTRAINT uq_outbox_external_id UNIQUE (external_id)
);

CREATE INDEX ix_outbox_dead ON outbox (id) WHERE state = 'dead';

CREATE INDEX ix_outbox_message_id ON outbox (message_id);

CREATE INDEX ix_outbox_pending ON outbox (next_attempt_at, id) WHERE state = 'pending';

CREATE TABLE rate_card_pincodes (
    rate_card_id BIGINT NOT NULL,
    pincode VARCHAR(6) NOT NULL,
    CONSTRAINT pk_rate_card_pincodes PRIMARY KEY (rate_card_id, pincode),
    CONSTRAINT fk_rate_card_pincodes_rate_card_id FOREIGN KEY(rate_card_id) REFERENCES rate_cards (id),
    CONSTRAINT fk_rate_card_pincodes_pincode FOREIGN KEY(pincode) REFERENCES pincodes (pincode)
);

CREATE INDEX ix_rate_card_pincodes_pincode ON rate_card_pincodes (pincode);

CREATE TABLE complaint_updates (
    id BIGSERIAL NOT NULL,
    complaint_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    comment TEXT NOT NULL,
    status VARCHAR(11) NOT NULL CONSTRAINT ck_complaint_updates_status_known CHECK (status IN ('open', 'in_progress', 'resolved', 'closed', 'escalated')),
    internal BOOLEAN DEFAULT false NOT NULL,
    attachments JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_complaint_updates PRIMARY KEY (id),
    CONSTRAINT fk_complaint_updates_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id),
    CONSTRAINT fk_complaint_updates_author_id FOREIGN KEY(author_id) REFERENCES users (id)
);

CREATE INDEX ix_complaint_updates_author_id ON complaint_updates (author_id);

CREATE INDEX ix_complaint_updates_complaint_id ON complaint_updates (complaint_id);

CREATE TABLE priority_queue (
    id BIGINT NOT NULL,
    message_id BIGINT,
    complaint_id BIGINT,
    conversation_id BIGINT,
    user_id BIGINT,
    intent VARCHAR(24),
    confidence FLOAT,
    priority FLOAT NOT NULL,
    parts JSONB NOT NULL,
    reasons JSONB NOT NULL,
    sentiment VARCHAR(8) DEFAULT 'neutral' NOT NULL CONSTRAINT ck_priority_queue_sentiment_known CHECK (sentiment IN ('negative', 'neutral', 'positive')),
    snippet VARCHAR(280) NOT NULL,
    blind BOOLEAN DEFAULT false NOT NULL,
    sample_rate FLOAT DEFAULT 1 NOT NULL,
    status VARCHAR(9) DEFAULT 'waiting' NOT NULL CONSTRAINT ck_priority_queue_status_known CHECK (status IN ('waiting', 'claimed', 'reviewed', 'dismissed')),
    leased_by_id BIGINT,
    leased_until TIMESTAMP WITH TIME ZONE,
    reviewed_by_id BIGINT,
    reviewed_at TIMESTAMP WITH TIME ZONE,
    verdict VARCHAR(6) CONSTRAINT ck_priority_queue_verdict_known CHECK (verdict IN ('good', 'bad', 'unsure')),
    action VARCHAR(60),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_priority_queue PRIMARY KEY (id),
    CONSTRAINT uq_priority_queue_message_id UNIQUE (message_id),
    CONSTRAINT uq_priority_queue_complaint_id UNIQUE (complaint_id),
    CONSTRAINT ck_priority_queue_one_subject CHECK ((message_id IS NULL) <> (complaint_id IS NULL)),
    CONSTRAINT ck_priority_queue_priority_in_range CHECK (priority BETWEEN 0 AND 100),
    CONSTRAINT ck_priority_queue_confidence_in_range CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT ck_priority_queue_sample_rate_in_range CHECK (sample_rate > 0 AND sample_rate <= 1),
    CONSTRAINT ck_priority_queue_reviewed_is_signed CHECK ((status = 'reviewed') = (reviewed_at IS NOT NULL AND reviewed_by_id IS NOT NULL AND verdict IS NOT NULL)),
    CONSTRAINT ck_priority_queue_claimed_has_lease CHECK ((status = 'claimed') = (leased_by_id IS NOT NULL AND leased_until IS NOT NULL)),
    CONSTRAINT fk_priority_queue_message_id FOREIGN KEY(message_id) REFERENCES conversations (id),
    CONSTRAINT fk_priority_queue_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id),
    CONSTRAINT fk_priority_queue_conversation_id FOREIGN KEY(conversation_id) REFERENCES dialogues (id),
    CONSTRAINT fk_priority_queue_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_priority_queue_leased_by_id FOREIGN KEY(leased_by_id) REFERENCES users (id),
    CONSTRAINT fk_priority_queue_reviewed_by_id FOREIGN KEY(reviewed_by_id) REFERENCES users (id)
);

CREATE INDEX ix_priority_queue_conversation_id ON priority_queue (conversation_id);

CREATE INDEX ix_priority_queue_leased_by_id ON priority_queue (leased_by_id);

CREATE INDEX ix_priority_queue_reviewed_by_id ON priority_queue (reviewed_by_id);

CREATE INDEX ix_priority_queue_status_priority ON priority_queue (status, priority);

CREATE INDEX ix_priority_queue_user_id ON priority_queue (user_id);

CREATE TABLE reviews (
    id BIGINT NOT NULL,
    queue_id BIGINT NOT NULL,
    message_id BIGINT,
    reviewer_id BIGINT NOT NULL,
    grounding VARCHAR(6) CONSTRAINT ck_reviews_grounding_known CHECK (grounding IN ('good', 'bad', 'unsure')),
    faithfulness VARCHAR(6) CONSTRAINT ck_reviews_faithfulness_known CHECK (faithfulness IN ('good', 'bad', 'unsure')),
    relevancy VARCHAR(6) CONSTRAINT ck_reviews_relevancy_known CHECK (relevancy IN ('good', 'bad', 'unsure')),
    reasons JSONB NOT NULL,
    corrected_answer TEXT,
    note TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_reviews PRIMARY KEY (id),
    CONSTRAINT uq_reviews_queue_id_reviewer_id UNIQUE (queue_id, reviewer_id),
    CONSTRAINT fk_reviews_queue_id FOREIGN KEY(queue_id) REFERENCES priority_queue (id),
    CONSTRAINT fk_reviews_message_id FOREIGN KEY(message_id) REFERENCES conversations (id),
    CONSTRAINT fk_reviews_reviewer_id FOREIGN KEY(reviewer_id) REFERENCES users (id)
);

CREATE INDEX ix_reviews_message_id ON reviews (message_id);

CREATE INDEX ix_reviews_queue_id ON reviews (queue_id);

CREATE INDEX ix_reviews_reviewer_id ON reviews (reviewer_id);
