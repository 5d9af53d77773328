package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// Where events are kept.
@ApiType
@JsonClassDescription("Where events are kept, and how the connection to it is protected.")
@ValidationRule(
    value =
        "self.provider != 'kubernetes' || !(has(self.connection) || has(self.tls) || has(self.managed) ||"
            + " has(self.options))",
    message =
        "the provider kubernetes keeps events as HealthEvent objects alone and connects to nothing: remove"
            + " connection, tls, managed and options, or choose postgresql or mongodb",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        "self.provider != 'postgresql' || has(self.managed) || (has(self.connection) &&"
            + " has(self.connection.host) && size(self.connection.host) > 0)",
    message =
        "say where the PostgreSQL server is: set connection.host, or managed for the built-in one",
    fieldPath = ".connection",
    reason = Rules.REQUIRED)
@ValidationRule(
    value =
        "self.provider != 'postgresql' || (has(self.connection) && has(self.connection.database) &&"
            + " size(self.connection.database) > 0)",
    message = "PostgreSQL needs the name of a database: set connection.database",
    fieldPath = ".connection",
    reason = Rules.REQUIRED)
@ValidationRule(
    value =
        "self.provider != 'postgresql' || !(has(self.connection) && has(self.connection.uri) &&"
            + " size(self.connection.uri) > 0)",
    message = "connection.uri is for MongoDB: for PostgreSQL set host, port, database and username",
    fieldPath = ".connection",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        "self.provider != 'mongodb' || (has(self.connection) && ((has(self.connection.host) &&"
            + " size(self.connection.host) > 0) || (has(self.connection.uri) &&"
            + " size(self.connection.uri) > 0)))",
    message = "say where MongoDB is: set connection.uri or connection.host",
    fieldPath = ".connection",
    reason = Rules.REQUIRED)
@ValidationRule(
    value = "!has(self.managed) || self.provider == 'postgresql'",
    message = "the built-in server is a PostgreSQL: managed needs provider postgresql",
    fieldPath = ".managed",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        "!has(self.tls) || !(has(self.connection) && has(self.connection.sslmode) &&"
            + " self.connection.sslmode == 'disable')",
    message =
        "connection.sslmode is disable, but tls asks for certificates, which would not be used: choose"
            + " verify-full, or remove tls",
    fieldPath = ".tls",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        "!has(self.tls) || (has(self.tls.source) && self.tls.source == 'Secret') || (has(self.connection)"
            + " && has(self.connection.username) && size(self.connection.username) > 0)",
    message =
        "the client's certificate needs a common name: set connection.username, the user of the database",
    fieldPath = ".connection",
    reason = Rules.REQUIRED)
public record DatastoreSpec(
    @Required
        @JsonPropertyDescription(
            "Which kind of store keeps the events: kubernetes (HealthEvent objects alone), postgresql or"
                + " mongodb.")
        ProviderName provider,
    @JsonPropertyDescription("Where the server is, and as whom to speak to it.")
        @Nullable DatastoreConnection connection,
    @JsonPropertyDescription(
            "Certificates for the connection. Absent means that the client has none: it says who it is by"
                + " a password, and trusts the authorities of its own machine.")
        @Nullable DatastoreTls tls,
    @JsonPropertyDescription(
            "The built-in PostgreSQL in the namespace of the Datastore, for which a server certificate is"
                + " made too. Absent means that the server is somebody else's.")
        @Nullable ManagedDatabase managed,
    @JsonPropertyDescription("Options of the connection.") @Nullable ConnectionOptions options) {
  public DatastoreSpec {
    provider = provider == null ? ProviderName.kubernetes : provider;
  }

  /// `connection`, empty where it is absent.
  public DatastoreConnection connecting() {
    return connection == null ? DatastoreConnection.none() : connection;
  }

  /// `options`, empty where they are absent.
  public ConnectionOptions choices() {
    return options == null ? ConnectionOptions.none() : options;
  }
}
