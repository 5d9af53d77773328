package io.nodesentinel.datastore.postgresql.schema;

/// A database in the state in which the Go system leaves it: narrower texts, no transaction ids, a
/// row-level trigger of its own.
final class GoDatabase {
  static final String SCHEMA =
      """
      CREATE TABLE maintenance_events (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), event_id varchar(255) UNIQUE NOT NULL,
        csp varchar(50) NOT NULL, cluster_name varchar(255) NOT NULL, node_name varchar(255),
        status varchar(50) NOT NULL, csp_status varchar(50), scheduled_start_time timestamptz,
        actual_end_time timestamptz, event_received_timestamp timestamptz NOT NULL,
        last_updated_timestamp timestamptz NOT NULL DEFAULT now(), document jsonb NOT NULL,
        created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
      CREATE TABLE health_events (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), node_name varchar(255) NOT NULL,
        event_type varchar(100), severity varchar(50), recommended_action varchar(100),
        node_quarantined varchar(50), user_pods_eviction_status varchar(50) DEFAULT 'NotStarted',
        user_pods_eviction_message text, fault_remediated boolean,
        last_remediation_timestamp timestamptz, quarantine_finish_timestamp timestamptz,
        drain_finish_timestamp timestamptz, document jsonb NOT NULL,
        created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
      CREATE TABLE datastore_changelog (
        id bigserial PRIMARY KEY, table_name varchar(100) NOT NULL, record_id uuid NOT NULL,
        operation varchar(20) NOT NULL, old_values jsonb, new_values jsonb,
        changed_at timestamptz DEFAULT now(), processed boolean DEFAULT false);
      CREATE TABLE resume_tokens (
        client_name varchar(255) PRIMARY KEY, resume_token jsonb NOT NULL,
        last_updated timestamptz DEFAULT now());
      CREATE FUNCTION their_changes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO datastore_changelog (table_name, record_id, operation, new_values)
          VALUES (TG_TABLE_NAME, NEW.id, TG_OP, to_jsonb(NEW));
        PERFORM pg_notify('their_channel', NEW.id::text);
        RETURN NEW;
      END $$;
      CREATE TRIGGER health_events_changes AFTER INSERT OR UPDATE ON health_events
        FOR EACH ROW EXECUTE FUNCTION their_changes();
      """;

  private GoDatabase() {}
}
