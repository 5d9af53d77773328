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
