-- The PostgreSQL schema of NodeSentinel, generated from the migrations in
-- datastore/postgresql by SchemaDocumentTest. Do not edit.

-- ---- V1__tables.sql

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

-- ---- V2__columns_agree_with_documents.sql

-- The document is the truth; the columns repeat values of it for other tools and for indexes. They
-- cannot be generated columns, because the Go system's INSERT names them. A change of a column goes
-- into the document, a change of the document into the column; if both change, the document wins.

-- A time as documents have it: {"seconds", "nanos"}, {"$date": ...} or a string; else no time.
CREATE FUNCTION datastore_time(value jsonb) RETURNS timestamptz
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    CASE
        WHEN value ? '$date' THEN
            RETURN (value ->> '$date')::timestamptz;
        WHEN jsonb_typeof(value) = 'object' THEN
            RETURN to_timestamp((value ->> 'seconds')::double precision)
                + make_interval(secs => coalesce((value ->> 'nanos')::double precision, 0) / 1e9);
        WHEN jsonb_typeof(value) = 'string' THEN
            RETURN (value #>> '{}')::timestamptz;
        ELSE
            RETURN NULL;
    END CASE;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

CREATE FUNCTION datastore_time_json(value timestamptz) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value IS NOT NULL THEN jsonb_build_object(
        'seconds', floor(extract(epoch FROM value))::bigint,
        'nanos', (extract(microseconds FROM value)::bigint % 1000000) * 1000) END
$$;

-- The name of a recommended action, whose number a document holds.
CREATE FUNCTION datastore_action_name(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE value #>> '{}'
        WHEN '0' THEN 'NONE' WHEN '2' THEN 'COMPONENT_RESET' WHEN '5' THEN 'CONTACT_SUPPORT'
        WHEN '6' THEN 'RUN_FIELDDIAG' WHEN '15' THEN 'RESTART_VM' WHEN '24' THEN 'RESTART_BM'
        WHEN '25' THEN 'REPLACE_VM' WHEN '26' THEN 'RUN_DCGMEUD' WHEN '27' THEN 'CUSTOM'
        WHEN '28' THEN 'REMEDIATE' WHEN '99' THEN 'UNKNOWN' ELSE value #>> '{}' END
$$;

CREATE FUNCTION datastore_action_json(name text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE name
        WHEN 'NONE' THEN '0'::jsonb WHEN 'COMPONENT_RESET' THEN '2' WHEN 'CONTACT_SUPPORT' THEN '5'
        WHEN 'RUN_FIELDDIAG' THEN '6' WHEN 'RESTART_VM' THEN '15' WHEN 'RESTART_BM' THEN '24'
        WHEN 'REPLACE_VM' THEN '25' WHEN 'RUN_DCGMEUD' THEN '26' WHEN 'CUSTOM' THEN '27'
        WHEN 'REMEDIATE' THEN '28' WHEN 'UNKNOWN' THEN '99' ELSE to_jsonb(name) END
$$;

-- The keys of healthevent are JSON names here, and lower-case in documents that came from MongoDB.
CREATE FUNCTION datastore_key(part jsonb, name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN part ? lower(name) AND NOT part ? name THEN lower(name) ELSE name END
$$;

-- `part` of a document with the value of a column, if the column changed and `part` did not.
CREATE FUNCTION datastore_carry(part jsonb, part_before jsonb, key text, col jsonb, col_before jsonb)
    RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN col IS DISTINCT FROM col_before
            AND nullif(part -> key, 'null') IS NOT DISTINCT FROM nullif(part_before -> key, 'null')
        THEN jsonb_set(part, ARRAY[key], coalesce(col, 'null'))
        ELSE part END
$$;

CREATE FUNCTION datastore_object(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value) WHEN 'object' THEN value END
$$;

CREATE FUNCTION health_events_agree() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    event   jsonb := datastore_object(NEW.document -> 'healthevent');
    event0  jsonb;
    status  jsonb := datastore_object(NEW.document -> 'healtheventstatus');
    status0 jsonb;
    pods    jsonb := coalesce(datastore_object(status -> 'userpodsevictionstatus'), '{}');
    pods0   jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'the id of a health event cannot change (% to %)', OLD.id, NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        event0 := datastore_object(OLD.document -> 'healthevent');
        status0 := datastore_object(OLD.document -> 'healtheventstatus');
        pods0 := datastore_object(status0 -> 'userpodsevictionstatus');
    END IF;

    -- From the columns into the document. A document of another shape is no health event, and
    -- is left alone.
    IF event IS NOT NULL THEN
        event := datastore_carry(event, event0, datastore_key(event, 'nodeName'),
            to_jsonb(NEW.node_name), to_jsonb(OLD.node_name));
        event := datastore_carry(event, event0, datastore_key(event, 'checkName'),
            to_jsonb(NEW.event_type), to_jsonb(OLD.event_type));
        event := datastore_carry(event, event0, datastore_key(event, 'componentClass'),
            to_jsonb(NEW.severity), to_jsonb(OLD.severity));
        event := datastore_carry(event, event0, datastore_key(event, 'recommendedAction'),
            datastore_action_json(NEW.recommended_action), datastore_action_json(OLD.recommended_action));
        status := coalesce(status, '{}');
        status := datastore_carry(status, status0, 'nodequarantined',
            to_jsonb(NEW.node_quarantined), to_jsonb(OLD.node_quarantined));
        IF NEW.fault_remediated IS DISTINCT FROM OLD.fault_remediated THEN
            status := datastore_carry(status, status0, 'faultremediated',
                CASE WHEN NEW.fault_remediated IS NOT NULL
                    THEN jsonb_build_object('value', NEW.fault_remediated) END, NULL);
        END IF;
        status := datastore_carry(status, status0, 'lastremediationtimestamp',
            datastore_time_json(NEW.last_remediation_timestamp),
            datastore_time_json(OLD.last_remediation_timestamp));
        status := datastore_carry(status, status0, 'quarantinefinishtimestamp',
            datastore_time_json(NEW.quarantine_finish_timestamp),
            datastore_time_json(OLD.quarantine_finish_timestamp));
        status := datastore_carry(status, status0, 'drainfinishtimestamp',
            datastore_time_json(NEW.drain_finish_timestamp),
            datastore_time_json(OLD.drain_finish_timestamp));
        -- At INSERT the column's default says no more than a missing value does.
        IF TG_OP = 'UPDATE' OR NEW.user_pods_eviction_status <> 'NotStarted' THEN
            pods := datastore_carry(pods, pods0, 'status',
                to_jsonb(NEW.user_pods_eviction_status), to_jsonb(OLD.user_pods_eviction_status));
        END IF;
        IF TG_OP = 'UPDATE' OR NEW.user_pods_eviction_message <> '' THEN
            pods := datastore_carry(pods, pods0, 'message',
                to_jsonb(NEW.user_pods_eviction_message), to_jsonb(OLD.user_pods_eviction_message));
        END IF;
        IF pods <> '{}' THEN
            status := jsonb_set(status, '{userpodsevictionstatus}', pods);
        END IF;
        NEW.document := jsonb_set(NEW.document, '{healthevent}', event);
        IF status <> '{}' THEN
            NEW.document := jsonb_set(NEW.document, '{healtheventstatus}', status);
        END IF;
    END IF;

    -- From the document into the columns.
    IF NEW.document ? 'createdAt' AND NEW.document -> 'createdAt' IS DISTINCT FROM OLD.document -> 'createdAt' THEN
        NEW.created_at := coalesce(datastore_time(NEW.document -> 'createdAt'), NEW.created_at);
    END IF;
    NEW.node_name := coalesce(event ->> 'nodeName', event ->> 'nodename', NEW.node_name, '');
    NEW.event_type := coalesce(event ->> 'checkName', event ->> 'checkname');
    NEW.severity := coalesce(event ->> 'componentClass', event ->> 'componentclass');
    NEW.recommended_action := datastore_action_name(
        coalesce(event -> 'recommendedAction', event -> 'recommendedaction'));
    NEW.node_quarantined := nullif(status ->> 'nodequarantined', '');
    NEW.fault_remediated := CASE coalesce(status #>> '{faultremediated,value}', status ->> 'faultremediated')
        WHEN 'true' THEN true WHEN 'false' THEN false END;
    NEW.last_remediation_timestamp := CASE WHEN status ? 'lastremediationtimestamp'
        THEN datastore_time(status -> 'lastremediationtimestamp') END;
    NEW.quarantine_finish_timestamp := CASE WHEN status ? 'quarantinefinishtimestamp'
        THEN datastore_time(status -> 'quarantinefinishtimestamp') END;
    NEW.drain_finish_timestamp := CASE WHEN status ? 'drainfinishtimestamp'
        THEN datastore_time(status -> 'drainfinishtimestamp') END;
    IF pods ? 'status' OR pods0 ? 'status' THEN
        NEW.user_pods_eviction_status := nullif(pods ->> 'status', '');
    END IF;
    IF pods ? 'message' OR pods0 ? 'message' THEN
        NEW.user_pods_eviction_message := coalesce(pods ->> 'message', '');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS health_events_agree ON health_events;
CREATE TRIGGER health_events_agree BEFORE INSERT OR UPDATE ON health_events
    FOR EACH ROW EXECUTE FUNCTION health_events_agree();

CREATE FUNCTION maintenance_events_agree() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    doc  jsonb := NEW.document;
    doc0 jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'the id of a maintenance event cannot change (% to %)', OLD.id, NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        doc0 := OLD.document;
    END IF;
    IF jsonb_typeof(doc) = 'object' THEN
        doc := datastore_carry(doc, doc0, 'eventId', to_jsonb(NEW.event_id), to_jsonb(OLD.event_id));
        doc := datastore_carry(doc, doc0, 'csp', to_jsonb(NEW.csp), to_jsonb(OLD.csp));
        doc := datastore_carry(doc, doc0, 'clusterName', to_jsonb(NEW.cluster_name), to_jsonb(OLD.cluster_name));
        doc := datastore_carry(doc, doc0, 'nodeName', to_jsonb(NEW.node_name), to_jsonb(OLD.node_name));
        doc := datastore_carry(doc, doc0, 'status', to_jsonb(NEW.status), to_jsonb(OLD.status));
        doc := datastore_carry(doc, doc0, 'cspStatus', to_jsonb(NEW.csp_status), to_jsonb(OLD.csp_status));
        doc := datastore_carry(doc, doc0, 'scheduledStartTime',
            to_jsonb(NEW.scheduled_start_time), to_jsonb(OLD.scheduled_start_time));
        doc := datastore_carry(doc, doc0, 'actualEndTime',
            to_jsonb(NEW.actual_end_time), to_jsonb(OLD.actual_end_time));
        doc := datastore_carry(doc, doc0, 'eventReceivedTimestamp',
            to_jsonb(NEW.event_received_timestamp), to_jsonb(OLD.event_received_timestamp));
        IF TG_OP = 'UPDATE' THEN
            doc := datastore_carry(doc, doc0, 'lastUpdatedTimestamp',
                to_jsonb(NEW.last_updated_timestamp), to_jsonb(OLD.last_updated_timestamp));
        END IF;
        NEW.document := doc;
    END IF;

    NEW.event_id := coalesce(doc ->> 'eventId', NEW.event_id, NEW.id::text);
    NEW.csp := coalesce(doc ->> 'csp', NEW.csp, '');
    NEW.cluster_name := coalesce(doc ->> 'clusterName', NEW.cluster_name, '');
    NEW.node_name := doc ->> 'nodeName';
    NEW.status := coalesce(doc ->> 'status', NEW.status, '');
    NEW.csp_status := doc ->> 'cspStatus';
    NEW.scheduled_start_time := datastore_time(doc -> 'scheduledStartTime');
    NEW.actual_end_time := datastore_time(doc -> 'actualEndTime');
    NEW.event_received_timestamp :=
        coalesce(datastore_time(doc -> 'eventReceivedTimestamp'), NEW.event_received_timestamp, now());
    NEW.last_updated_timestamp :=
        coalesce(datastore_time(doc -> 'lastUpdatedTimestamp'), NEW.last_updated_timestamp, now());
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS maintenance_events_agree ON maintenance_events;
CREATE TRIGGER maintenance_events_agree BEFORE INSERT OR UPDATE ON maintenance_events
    FOR EACH ROW EXECUTE FUNCTION maintenance_events_agree();

-- ---- V3__changelog.sql

-- Every committed change of the two event tables, one changelog row each, written by the changing
-- transaction. Statement-level, so that a statement of a thousand rows costs one insert of a
-- thousand rows.

-- Row locks and this sequence give the order of the changes of one record, so its numbers must
-- not be handed out in blocks.
DO $$
BEGIN
    EXECUTE format('ALTER SEQUENCE %s CACHE 1', pg_get_serial_sequence('datastore_changelog', 'id'));
END $$;

-- Wakes the readers that sleep. A reader holds the lock exclusively while it sleeps; a writer that
-- gets it shared keeps it to the end of its transaction, so no reader falls asleep before it has
-- seen what that writer wrote, and no NOTIFY is needed, which would make commits queue up one
-- behind the other.
CREATE FUNCTION datastore_wake() RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(1316180560, 1) THEN
        NOTIFY nodesentinel_changes;
    END IF;
END $$;

CREATE FUNCTION datastore_log_inserts() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO datastore_changelog (table_name, record_id, operation, new_values)
        SELECT TG_TABLE_NAME, n.id, 'INSERT', to_jsonb(n) FROM new_rows n;
    IF FOUND THEN PERFORM datastore_wake(); END IF;
    RETURN NULL;
END $$;

-- Without nested loops: the plan is kept from the first statement of a session, which mostly has one
-- row, and would take minutes for a later one of ten thousand.
CREATE FUNCTION datastore_log_updates() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO datastore_changelog (table_name, record_id, operation, old_values, new_values)
        SELECT TG_TABLE_NAME, n.id, 'UPDATE', to_jsonb(o), to_jsonb(n)
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE n IS DISTINCT FROM o;
    IF FOUND THEN PERFORM datastore_wake(); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION datastore_log_deletes() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO datastore_changelog (table_name, record_id, operation, old_values)
        SELECT TG_TABLE_NAME, o.id, 'DELETE', to_jsonb(o) FROM old_rows o;
    IF FOUND THEN PERFORM datastore_wake(); END IF;
    RETURN NULL;
END $$;

-- As datastore_log_updates, where an id is unique within its collection only.
CREATE FUNCTION datastore_log_document_updates() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO datastore_changelog (table_name, record_id, operation, old_values, new_values)
        SELECT TG_TABLE_NAME, n.id, 'UPDATE', to_jsonb(o), to_jsonb(n)
        FROM new_rows n JOIN old_rows o USING (collection, id)
        WHERE n.document IS DISTINCT FROM o.document;
    IF FOUND THEN PERFORM datastore_wake(); END IF;
    RETURN NULL;
END $$;

-- A TRUNCATE names no rows: everything before it is a gap for every client. The floor lies below
-- all transactions that are open, since what they write is still to come.
CREATE FUNCTION datastore_log_truncate() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE datastore_changelog_state
        SET floor_xid = pg_snapshot_xmin(pg_current_snapshot()), floor_id = 0;
    PERFORM datastore_wake();
    RETURN NULL;
END $$;

-- Triggers of others that write the same changelog would log everything twice.
DO $$
DECLARE
    other record;
BEGIN
    FOR other IN
        SELECT t.tgname, t.tgrelid::regclass AS relation
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND p.prosrc ILIKE '%datastore_changelog%'
            AND t.tgrelid IN ('health_events'::regclass, 'maintenance_events'::regclass)
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', other.tgname, other.relation);
    END LOOP;
END $$;

-- The first of each three has the name under which the Go system looks for its own, and leaves it
-- when it is there.
CREATE TRIGGER health_events_changes AFTER INSERT ON health_events
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_inserts();
CREATE TRIGGER health_events_updates AFTER UPDATE ON health_events
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_updates();
CREATE TRIGGER health_events_deletes AFTER DELETE ON health_events
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_deletes();
CREATE TRIGGER health_events_truncate AFTER TRUNCATE ON health_events
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_truncate();

CREATE TRIGGER maintenance_events_changes AFTER INSERT ON maintenance_events
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_inserts();
CREATE TRIGGER maintenance_events_updates AFTER UPDATE ON maintenance_events
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_updates();
CREATE TRIGGER maintenance_events_deletes AFTER DELETE ON maintenance_events
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_deletes();
CREATE TRIGGER maintenance_events_truncate AFTER TRUNCATE ON maintenance_events
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_truncate();

CREATE TRIGGER datastore_documents_inserts AFTER INSERT ON datastore_documents
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_inserts();
CREATE TRIGGER datastore_documents_updates AFTER UPDATE ON datastore_documents
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_document_updates();
CREATE TRIGGER datastore_documents_deletes AFTER DELETE ON datastore_documents
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_deletes();
CREATE TRIGGER datastore_documents_truncate AFTER TRUNCATE ON datastore_documents
    FOR EACH STATEMENT EXECUTE FUNCTION datastore_log_truncate();

-- ---- V4__indexes.sql

-- One index per question that is asked; IndexesTest shows for each that the planner uses it.

-- The change stream: what comes after a position.
CREATE INDEX datastore_changelog_position ON datastore_changelog (xid, id);

-- Events of one node, newest first: by node, latest of a node, cancel of a session.
CREATE INDEX health_events_by_node ON health_events (node_name, created_at DESC);

-- Sessions that are open: few rows of many.
CREATE INDEX health_events_by_quarantine ON health_events (node_quarantined, created_at DESC)
    WHERE node_quarantined IS NOT NULL;

-- Drains in progress or failed; nearly all events are 'NotStarted' or say nothing.
CREATE INDEX health_events_by_drain ON health_events (user_pods_eviction_status, created_at DESC)
    WHERE user_pods_eviction_status IS NOT NULL AND user_pods_eviction_status <> 'NotStarted';

-- Retention, and listing by age.
CREATE INDEX health_events_by_age ON health_events (created_at, id);

-- Equality on any field of the document.
CREATE INDEX health_events_by_content ON health_events USING gin (document jsonb_path_ops);

CREATE INDEX maintenance_events_by_node ON maintenance_events (node_name, status, event_received_timestamp DESC);
CREATE INDEX maintenance_events_by_start ON maintenance_events (status, scheduled_start_time)
    WHERE scheduled_start_time IS NOT NULL;
CREATE INDEX maintenance_events_by_end ON maintenance_events (status, actual_end_time)
    WHERE actual_end_time IS NOT NULL;
CREATE INDEX maintenance_events_by_cloud ON maintenance_events (csp, cluster_name, event_received_timestamp DESC);
CREATE INDEX maintenance_events_by_content ON maintenance_events USING gin (document jsonb_path_ops);

-- ---- V5__idempotency.sql

-- An idempotency key is unique where there is one.
DO $$
DECLARE
    repeated bigint;
BEGIN
    SELECT count(*) INTO repeated FROM (
        SELECT 1 FROM health_events
        WHERE document #>> '{healthevent,metadata,idempotencyKey}' IS NOT NULL
        GROUP BY document #>> '{healthevent,metadata,idempotencyKey}' HAVING count(*) > 1) r;
    IF repeated > 0 THEN
        RAISE EXCEPTION '% idempotency keys are used by more than one health event: delete the repeats, then apply the schema again', repeated
            USING ERRCODE = 'unique_violation';
    END IF;
END $$;
CREATE UNIQUE INDEX health_events_by_idempotency_key
    ON health_events ((document #>> '{healthevent,metadata,idempotencyKey}'))
    WHERE document #>> '{healthevent,metadata,idempotencyKey}' IS NOT NULL;

-- ---- V6__queries.sql

-- What queries over documents need: the order of values, ids, and dates that are stored as text.

-- The place of a value's type in the order of values.
CREATE FUNCTION datastore_rank(value jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'number' THEN 1
        WHEN 'string' THEN 2
        WHEN 'boolean' THEN CASE WHEN value = 'true' THEN 7 ELSE 6 END
        WHEN 'object' THEN CASE
            WHEN value ? '$uuid' THEN 4 WHEN value ? '$oid' THEN 5 WHEN value ? '$date' THEN 8 ELSE 3 END
        WHEN 'array' THEN 3
        ELSE 0 END
$$;

CREATE FUNCTION datastore_number(value jsonb) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value) WHEN 'number' THEN value::numeric END
$$;

CREATE FUNCTION datastore_text(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'string' THEN value #>> '{}'
        WHEN 'object' THEN coalesce(value ->> '$date', value ->> '$uuid', value ->> '$oid') END
$$;

-- The _id of a document: its own, or the one that the row's id implies.
CREATE FUNCTION datastore_id(id uuid, document jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN document ? '_id' THEN document -> '_id'
        WHEN id::text LIKE '00000000-%'
            THEN jsonb_build_object('$oid', substr(replace(id::text, '-', ''), 9))
        ELSE jsonb_build_object('$uuid', id::text) END
$$;

-- A document with one field, a date: also where it is text, and from the row where it is missing.
CREATE FUNCTION datastore_dated(document jsonb, field text, fallback timestamptz) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
    at timestamptz := CASE
        WHEN jsonb_typeof(document -> field) = 'string' THEN datastore_time(document -> field)
        WHEN NOT document ? field THEN fallback END;
BEGIN
    IF at IS NOT NULL THEN
        RETURN jsonb_build_object(field, jsonb_build_object('$date',
            to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
    ELSIF document ? field THEN
        RETURN jsonb_build_object(field, document -> field);
    ELSE
        RETURN '{}';
    END IF;
END $$;

-- ---- V7__cheaper_triggers.sql

-- The same rules as before, at less cost for each row: nothing is carried where nothing can have
-- to be, and functions name the schema instead of setting a search path at each call.

-- A time as documents have it: {"seconds", "nanos"}, {"$date": ...} or a string; else no time. For
-- what may not be one: catching an error costs more than all else that the triggers do.
CREATE FUNCTION datastore_time_or_not(value jsonb) RETURNS timestamptz
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    CASE
        WHEN value ? '$date' THEN
            RETURN (value ->> '$date')::timestamptz;
        WHEN jsonb_typeof(value) = 'object' THEN
            RETURN to_timestamp((value ->> 'seconds')::double precision)
                + make_interval(secs => coalesce((value ->> 'nanos')::double precision, 0) / 1e9);
        WHEN jsonb_typeof(value) = 'string' THEN
            RETURN (value #>> '{}')::timestamptz;
        ELSE
            RETURN NULL;
    END CASE;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

DO $migration$
DECLARE
    code text;
BEGIN
    FOREACH code IN ARRAY ARRAY[$code$

-- Whether a text is a time in UTC for certain, so that no error need be caught. Days 29 to 31 are
-- left to that. No regular expression: PostgreSQL works its automaton out anew at each call.
CREATE OR REPLACE FUNCTION @schema@.datastore_is_time(t text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT t LIKE '____-__-__T__:__:__%Z' AND length(t) <= 30
        AND translate(t, '0123456789', '') IN ('--T::.Z', '--T::Z')
        AND left(t, 2) IN ('19', '20')
        AND substr(t, 6, 2) BETWEEN '01' AND '12' AND substr(t, 9, 2) BETWEEN '01' AND '28'
        AND substr(t, 12, 2) <= '23' AND substr(t, 15, 2) <= '59' AND substr(t, 18, 2) <= '59'
$$

$code$, $code$

CREATE OR REPLACE FUNCTION @schema@.datastore_time(value jsonb) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN jsonb_typeof(value) IN ('null', 'boolean', 'number') THEN NULL
        WHEN jsonb_typeof(value) = 'string' AND @schema@.datastore_is_time(value #>> '{}')
        THEN (value #>> '{}')::timestamptz
        ELSE @schema@.datastore_time_or_not(value) END
$$

$code$, $code$

CREATE OR REPLACE FUNCTION @schema@.health_events_agree() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    event   jsonb := NEW.document -> 'healthevent';
    event0  jsonb;
    status  jsonb := NEW.document -> 'healtheventstatus';
    status0 jsonb;
    pods    jsonb;
    pods0   jsonb;
    carried boolean;
BEGIN
    IF jsonb_typeof(event) <> 'object' THEN event := NULL; END IF;
    IF jsonb_typeof(status) <> 'object' THEN status := NULL; END IF;
    pods := status -> 'userpodsevictionstatus';
    IF jsonb_typeof(pods) <> 'object' THEN pods := NULL; END IF;

    -- Whether a column may have something to say to the document.
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'the id of a health event cannot change (% to %)', OLD.id, NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        carried := NEW.node_name IS DISTINCT FROM OLD.node_name
            OR NEW.event_type IS DISTINCT FROM OLD.event_type
            OR NEW.severity IS DISTINCT FROM OLD.severity
            OR NEW.recommended_action IS DISTINCT FROM OLD.recommended_action
            OR NEW.node_quarantined IS DISTINCT FROM OLD.node_quarantined
            OR NEW.fault_remediated IS DISTINCT FROM OLD.fault_remediated
            OR NEW.last_remediation_timestamp IS DISTINCT FROM OLD.last_remediation_timestamp
            OR NEW.quarantine_finish_timestamp IS DISTINCT FROM OLD.quarantine_finish_timestamp
            OR NEW.drain_finish_timestamp IS DISTINCT FROM OLD.drain_finish_timestamp
            OR NEW.user_pods_eviction_status IS DISTINCT FROM OLD.user_pods_eviction_status
            OR NEW.user_pods_eviction_message IS DISTINCT FROM OLD.user_pods_eviction_message;
        status0 := OLD.document -> 'healtheventstatus';
        IF jsonb_typeof(status0) <> 'object' THEN status0 := NULL; END IF;
        pods0 := status0 -> 'userpodsevictionstatus';
        IF jsonb_typeof(pods0) <> 'object' THEN pods0 := NULL; END IF;
    ELSE
        carried := (NEW.node_name IS NOT NULL AND event ->> 'nodeName' IS NULL)
            OR (NEW.event_type IS NOT NULL AND event ->> 'checkName' IS NULL)
            OR (NEW.severity IS NOT NULL AND event ->> 'componentClass' IS NULL)
            OR (NEW.recommended_action IS NOT NULL AND event ->> 'recommendedAction' IS NULL)
            OR (NEW.node_quarantined IS NOT NULL AND status ->> 'nodequarantined' IS NULL)
            OR (NEW.fault_remediated IS NOT NULL AND status ->> 'faultremediated' IS NULL)
            OR (NEW.user_pods_eviction_status <> 'NotStarted' AND pods ->> 'status' IS NULL)
            OR (NEW.user_pods_eviction_message <> '' AND pods ->> 'message' IS NULL)
            OR NEW.last_remediation_timestamp IS NOT NULL
            OR NEW.quarantine_finish_timestamp IS NOT NULL
            OR NEW.drain_finish_timestamp IS NOT NULL;
    END IF;

    -- From the columns into the document. A document of another shape is no health event, and
    -- is left alone.
    IF carried AND event IS NOT NULL THEN
        event0 := @schema@.datastore_object(OLD.document -> 'healthevent');
        pods := coalesce(pods, '{}');
        event := @schema@.datastore_carry(event, event0, @schema@.datastore_key(event, 'nodeName'),
            to_jsonb(NEW.node_name), to_jsonb(OLD.node_name));
        event := @schema@.datastore_carry(event, event0, @schema@.datastore_key(event, 'checkName'),
            to_jsonb(NEW.event_type), to_jsonb(OLD.event_type));
        event := @schema@.datastore_carry(event, event0, @schema@.datastore_key(event, 'componentClass'),
            to_jsonb(NEW.severity), to_jsonb(OLD.severity));
        event := @schema@.datastore_carry(event, event0, @schema@.datastore_key(event, 'recommendedAction'),
            @schema@.datastore_action_json(NEW.recommended_action),
            @schema@.datastore_action_json(OLD.recommended_action));
        status := coalesce(status, '{}');
        status := @schema@.datastore_carry(status, status0, 'nodequarantined',
            to_jsonb(NEW.node_quarantined), to_jsonb(OLD.node_quarantined));
        IF NEW.fault_remediated IS DISTINCT FROM OLD.fault_remediated THEN
            status := @schema@.datastore_carry(status, status0, 'faultremediated',
                CASE WHEN NEW.fault_remediated IS NOT NULL
                    THEN jsonb_build_object('value', NEW.fault_remediated) END, NULL);
        END IF;
        status := @schema@.datastore_carry(status, status0, 'lastremediationtimestamp',
            @schema@.datastore_time_json(NEW.last_remediation_timestamp),
            @schema@.datastore_time_json(OLD.last_remediation_timestamp));
        status := @schema@.datastore_carry(status, status0, 'quarantinefinishtimestamp',
            @schema@.datastore_time_json(NEW.quarantine_finish_timestamp),
            @schema@.datastore_time_json(OLD.quarantine_finish_timestamp));
        status := @schema@.datastore_carry(status, status0, 'drainfinishtimestamp',
            @schema@.datastore_time_json(NEW.drain_finish_timestamp),
            @schema@.datastore_time_json(OLD.drain_finish_timestamp));
        -- At INSERT the column's default says no more than a missing value does.
        IF TG_OP = 'UPDATE' OR NEW.user_pods_eviction_status <> 'NotStarted' THEN
            pods := @schema@.datastore_carry(pods, pods0, 'status',
                to_jsonb(NEW.user_pods_eviction_status), to_jsonb(OLD.user_pods_eviction_status));
        END IF;
        IF TG_OP = 'UPDATE' OR NEW.user_pods_eviction_message <> '' THEN
            pods := @schema@.datastore_carry(pods, pods0, 'message',
                to_jsonb(NEW.user_pods_eviction_message), to_jsonb(OLD.user_pods_eviction_message));
        END IF;
        IF pods <> '{}' THEN
            status := jsonb_set(status, '{userpodsevictionstatus}', pods);
        END IF;
        NEW.document := jsonb_set(NEW.document, '{healthevent}', event);
        IF status <> '{}' THEN
            NEW.document := jsonb_set(NEW.document, '{healtheventstatus}', status);
        END IF;
    END IF;

    -- From the document into the columns.
    IF NEW.document ? 'createdAt' AND NEW.document -> 'createdAt' IS DISTINCT FROM OLD.document -> 'createdAt' THEN
        NEW.created_at := coalesce(@schema@.datastore_time(NEW.document -> 'createdAt'), NEW.created_at);
    END IF;
    NEW.node_name := coalesce(event ->> 'nodeName', event ->> 'nodename', NEW.node_name, '');
    NEW.event_type := coalesce(event ->> 'checkName', event ->> 'checkname');
    NEW.severity := coalesce(event ->> 'componentClass', event ->> 'componentclass');
    NEW.recommended_action := @schema@.datastore_action_name(
        coalesce(event -> 'recommendedAction', event -> 'recommendedaction'));
    NEW.node_quarantined := nullif(status ->> 'nodequarantined', '');
    NEW.fault_remediated := CASE coalesce(status #>> '{faultremediated,value}', status ->> 'faultremediated')
        WHEN 'true' THEN true WHEN 'false' THEN false END;
    NEW.last_remediation_timestamp := CASE WHEN status ? 'lastremediationtimestamp'
        THEN @schema@.datastore_time(status -> 'lastremediationtimestamp') END;
    NEW.quarantine_finish_timestamp := CASE WHEN status ? 'quarantinefinishtimestamp'
        THEN @schema@.datastore_time(status -> 'quarantinefinishtimestamp') END;
    NEW.drain_finish_timestamp := CASE WHEN status ? 'drainfinishtimestamp'
        THEN @schema@.datastore_time(status -> 'drainfinishtimestamp') END;
    IF pods ? 'status' OR pods0 ? 'status' THEN
        NEW.user_pods_eviction_status := nullif(pods ->> 'status', '');
    END IF;
    IF pods ? 'message' OR pods0 ? 'message' THEN
        NEW.user_pods_eviction_message := coalesce(pods ->> 'message', '');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$

$code$, $code$

-- Wakes the readers that sleep; see V3.
CREATE OR REPLACE FUNCTION @schema@.datastore_log_inserts() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO @schema@.datastore_changelog (table_name, record_id, operation, new_values)
        SELECT TG_TABLE_NAME, n.id, 'INSERT', to_jsonb(n) FROM new_rows n;
    IF FOUND AND NOT pg_try_advisory_xact_lock_shared(1316180560, 1) THEN
        NOTIFY nodesentinel_changes;
    END IF;
    RETURN NULL;
END $$

$code$]
    LOOP
        EXECUTE replace(code, '@schema@', quote_ident(current_schema()));
    END LOOP;
    -- Replacing a function keeps what was set for it.
    ALTER FUNCTION health_events_agree() RESET ALL;
    ALTER FUNCTION datastore_log_inserts() RESET ALL;
END $migration$;

-- ---- V8__what_is_open.sql

-- Events that nobody judged yet, by age: what a start asks for, of a table whose last day may hold
-- millions that were. As a filter asks, to the letter, else the planner does not take it.
CREATE INDEX health_events_unjudged ON health_events (created_at)
    WHERE (document @? 'lax $."healtheventstatus"."evaluated"') IS NOT TRUE;

-- Whether a node is in a session: its newest event that began or ended one.
CREATE INDEX health_events_sessions ON health_events (node_name, created_at DESC)
    WHERE node_quarantined IN ('Quarantined', 'UnQuarantined');

-- ---- V9__times_to_the_letter.sql

-- Digits exactly where they belong: what PostgreSQL might refuse must not be cast without a net.
DO $migration$
BEGIN
    EXECUTE replace($code$
        CREATE OR REPLACE FUNCTION @schema@.datastore_is_time(t text) RETURNS boolean
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT translate(substr(t, 1, 19), '0123456789', '##########') = '####-##-##T##:##:##'
                AND (substr(t, 20) = 'Z' OR (length(t) BETWEEN 22 AND 30
                    AND substr(t, 20, 1) = '.' AND right(t, 1) = 'Z'
                    AND translate(substr(t, 21), '0123456789', '') = 'Z'))
                AND left(t, 2) IN ('19', '20')
                AND substr(t, 6, 2) BETWEEN '01' AND '12' AND substr(t, 9, 2) BETWEEN '01' AND '28'
                AND substr(t, 12, 2) <= '23' AND substr(t, 15, 2) <= '59' AND substr(t, 18, 2) <= '59'
        $$
        $code$, '@schema@', quote_ident(current_schema()));
END $migration$;

-- ---- V10__inserts_that_agree.sql

-- An event whose columns say what its document says, as the Go system's INSERT writes it, needs no
-- agreement but for its time. The condition is worked out by the executor, at a third of what the
-- function costs; where it is not true, for whatever reason, the function sees to it.
DROP TRIGGER health_events_agree ON health_events;

CREATE TRIGGER health_events_agree BEFORE UPDATE ON health_events
    FOR EACH ROW EXECUTE FUNCTION health_events_agree();

CREATE TRIGGER health_events_agree_insert BEFORE INSERT ON health_events
    FOR EACH ROW WHEN ((
        NEW.node_name = NEW.document #>> '{healthevent,nodeName}'
        AND NEW.event_type = NEW.document #>> '{healthevent,checkName}'
        AND NEW.severity = NEW.document #>> '{healthevent,componentClass}'
        AND NEW.recommended_action = datastore_action_name(NEW.document #> '{healthevent,recommendedAction}')
        AND NEW.node_quarantined IS NOT DISTINCT FROM
            nullif(NEW.document #>> '{healtheventstatus,nodequarantined}', '')
        AND NEW.user_pods_eviction_status IS NOT DISTINCT FROM
            nullif(NEW.document #>> '{healtheventstatus,userpodsevictionstatus,status}', '')
        AND NEW.user_pods_eviction_message =
            coalesce(NEW.document #>> '{healtheventstatus,userpodsevictionstatus,message}', '')
        AND NEW.fault_remediated IS NULL
        AND NEW.document #>> '{healtheventstatus,faultremediated}' IS NULL
        AND NEW.last_remediation_timestamp IS NULL
        AND NEW.quarantine_finish_timestamp IS NULL
        AND NEW.drain_finish_timestamp IS NULL
        AND NOT NEW.document -> 'healtheventstatus' ?|
            '{lastremediationtimestamp,quarantinefinishtimestamp,drainfinishtimestamp}'
        ) IS NOT TRUE)
    EXECUTE FUNCTION health_events_agree();

DO $migration$
BEGIN
    EXECUTE replace($code$
        CREATE FUNCTION @schema@.health_events_dated() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.created_at := coalesce(@schema@.datastore_time(NEW.document -> 'createdAt'), NEW.created_at);
            RETURN NEW;
        END $$
        $code$, '@schema@', quote_ident(current_schema()));
END $migration$;

CREATE TRIGGER health_events_dated BEFORE INSERT ON health_events
    FOR EACH ROW WHEN (NEW.document ? 'createdAt') EXECUTE FUNCTION health_events_dated();
