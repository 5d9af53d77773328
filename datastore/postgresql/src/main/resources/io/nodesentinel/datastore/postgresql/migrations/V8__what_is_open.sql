-- Events that nobody judged yet, by age: what a start asks for, of a table whose last day may hold
-- millions that were. As a filter asks, to the letter, else the planner does not take it.
CREATE INDEX health_events_unjudged ON health_events (created_at)
    WHERE (document @? 'lax $."healtheventstatus"."evaluated"') IS NOT TRUE;

-- Whether a node is in a session: its newest event that began or ended one.
CREATE INDEX health_events_sessions ON health_events (node_name, created_at DESC)
    WHERE node_quarantined IN ('Quarantined', 'UnQuarantined');
