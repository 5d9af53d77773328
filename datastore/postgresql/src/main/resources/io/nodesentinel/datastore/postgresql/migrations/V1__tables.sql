-- The tables, by the names and columns that other tools rely on. A database that the Go system of
-- the same data model made has most of them: what is there stays, what is missing is added.

CREATE TABLE IF NOT EXISTS health_events (
    id                          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    node_name                   text NOT NULL,
    event_type                  text,
    severity                    text,
    recommended_action          text,
    node_quarantined            text,
    user_pods_eviction_status   text DEFAULT 'NotStarted',
    user_pods_eviction_message  text,
    fault_remediated            boolean,
    last_remediation_timestamp  timestamptz,
    quarantine_finish_timestamp timestamptz,
    drain_finish_timestamp      timestamptz,
    document                    jsonb NOT NULL,
    created_at                  timestamptz DEFAULT now(),
    updated_at                  timestamptz DEFAULT now()
);
ALTER TABLE health_events
    ADD COLUMN IF NOT EXISTS quarantine_finish_timestamp timestamptz,
    ADD COLUMN IF NOT EXISTS drain_finish_timestamp timestamptz;

CREATE TABLE IF NOT EXISTS maintenance_events (
    id                       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id                 text NOT NULL UNIQUE,
    csp                      text NOT NULL,
    cluster_name             text NOT NULL,
    node_name                text,
    status                   text NOT NULL,
    csp_status               text,
    scheduled_start_time     timestamptz,
    actual_end_time          timestamptz,
    event_received_timestamp timestamptz NOT NULL,
    last_updated_timestamp   timestamptz NOT NULL DEFAULT now(),
    document                 jsonb NOT NULL,
    created_at               timestamptz DEFAULT now(),
    updated_at               timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS datastore_changelog (
    id         bigserial PRIMARY KEY,
    table_name text NOT NULL,
    record_id  uuid NOT NULL,
    operation  text NOT NULL,
    old_values jsonb,
    new_values jsonb,
    changed_at timestamptz DEFAULT now(),
    processed  boolean DEFAULT false
);
-- The transaction that wrote the row: with the id it is the order in which the stream is read. Rows
-- that are there already get the id of this migration's transaction, so they keep their order.
-- The writer is what the writing process calls itself, so that it can skip its own changes.
ALTER TABLE datastore_changelog
    ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ADD COLUMN IF NOT EXISTS writer text DEFAULT current_setting('nodesentinel.writer', true);

CREATE TABLE IF NOT EXISTS resume_tokens (
    client_name  text PRIMARY KEY,
    resume_token jsonb NOT NULL,
    last_updated timestamptz DEFAULT now()
);

-- Documents of all other collections. The id is a UUID as it is, or made from an id of another kind.
CREATE TABLE datastore_documents (
    collection text        NOT NULL,
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    document   jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection, id)
);

-- One row: whose changelog this is, and up to where it was pruned. A token of another server, or
-- below the floor, has a gap before it.
CREATE TABLE datastore_changelog_state (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    server    jsonb   NOT NULL DEFAULT '{}',
    floor_xid xid8    NOT NULL DEFAULT '0',
    floor_id  bigint  NOT NULL DEFAULT 0
);
INSERT INTO datastore_changelog_state DEFAULT VALUES;

-- Changelog rows that no reader can make sense of, set aside so that the stream goes on.
CREATE TABLE datastore_poison_rows (
    changelog_id bigint      NOT NULL,
    xid          xid8        NOT NULL,
    changelog    jsonb       NOT NULL,
    reason       text        NOT NULL,
    found_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (changelog_id, xid)
);

-- The cluster whose nodes these events are about. Another cluster is refused.
CREATE TABLE datastore_claim (
    only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    cluster_uid text        NOT NULL,
    claimed_at  timestamptz NOT NULL DEFAULT now()
);
