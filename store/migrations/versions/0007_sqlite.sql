ALTER TABLE dialogues ADD COLUMN leased_by VARCHAR(40);

ALTER TABLE dialogues ADD COLUMN leased_until DATETIME;

CREATE TABLE duties (
    name VARCHAR(60) NOT NULL,
    holder VARCHAR(40) NOT NULL,
    held_until DATETIME NOT NULL,
    CONSTRAINT pk_duties PRIMARY KEY (name)
);
