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
