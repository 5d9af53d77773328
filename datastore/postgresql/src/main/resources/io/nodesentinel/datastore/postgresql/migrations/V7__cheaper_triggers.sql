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
