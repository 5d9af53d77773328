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
