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
