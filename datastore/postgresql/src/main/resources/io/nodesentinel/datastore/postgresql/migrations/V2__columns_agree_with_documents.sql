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
