package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a datastore is, as the operator finds it.
@ApiType
@JsonClassDescription("How the datastore is, as the operator finds it. Written by the operator.")
public record DatastoreStatus(
    @JsonPropertyDescription("The metadata.generation that this status speaks about.")
        @Nullable Long observedGeneration,
    @Size(max = StatusCondition.MAX) @JsonPropertyDescription(
            "CertificateReady: the certificates are there and in use. Connected: the datastore answers."
                + " SchemaReady: its tables are those of this version. ChangeStreamHealthy: its changes"
                + " arrive, and none was missed.")
        List<StatusCondition> conditions,
    @Size(max = 8) @JsonPropertyDescription("The certificates, and when they expire.")
        List<CertificateStatus> certificates,
    @Rfc3339
        @JsonPropertyDescription(
            "When the first of the certificates in use expires, ours or an authority's.")
        @Nullable Instant expires,
    @Size(max = 128) @JsonPropertyDescription("What the server says of its version, such as PostgreSQL 18.1.")
        String serverVersion,
    @Size(max = 64) @JsonPropertyDescription("The newest step of the schema that the datastore has taken.")
        String schemaVersion,
    @Size(max = 32) @JsonPropertyDescription("Age of the oldest change that was not handled yet, such as 1.5s.")
        String lag,
    @JsonPropertyDescription("How many changes were not handled yet.") @Nullable Long backlog) {
  /// The types of the conditions.
  public static final String CERTIFICATE_READY = "CertificateReady";

  public static final String CONNECTED = "Connected";
  public static final String SCHEMA_READY = "SchemaReady";
  public static final String CHANGE_STREAM_HEALTHY = "ChangeStreamHealthy";

  public DatastoreStatus {
    conditions = Values.list(conditions);
    certificates = Values.list(certificates);
    serverVersion = Values.text(serverVersion, 128);
    schemaVersion = Values.text(schemaVersion, 64);
    lag = Values.text(lag, 32);
  }

  public static DatastoreStatus empty() {
    return new DatastoreStatus(null, List.of(), List.of(), null, "", "", "", null);
  }
}
