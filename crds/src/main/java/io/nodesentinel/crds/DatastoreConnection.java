package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// Where the server is, and as whom to speak to it.
@ApiType
@ValidationRule(
    value = "!(has(self.uri) && size(self.uri) > 0) || !(has(self.host) && size(self.host) > 0)",
    message = "uri and host both say where the server is: remove one of them",
    fieldPath = ".uri",
    reason = Rules.FORBIDDEN)
public record DatastoreConnection(
    @Size(max = 253) @JsonPropertyDescription(
            "Host of the server. Absent, with managed: the Service of the built-in server.")
        String host,
    @Min(1) @Max(65535) @JsonPropertyDescription("Port of the server. Absent means the provider's usual one.")
        @Nullable Integer port,
    @Size(max = 63) @JsonPropertyDescription("Name of the database.") String database,
    @Size(max = 64) @ValidationRule(
            value = "!self.matches(r'[\\x00-\\x1f]')",
            message = "a name of a user has no control characters")
        @JsonPropertyDescription(
            "The user of the database. It is the common name of the client's certificate, hence at most"
                + " 64 characters.")
        String username,
    @Size(max = 2048) @ValidationRule(
            value = "!self.matches(r'^[^/]*//[^/]*@')",
            message =
                "there is a user or a password in the URI, where everybody could read it who may read this"
                    + " object: put it into the Secret that credentialsSecret names")
        @JsonPropertyDescription(
            "A connection string, for MongoDB where host and port do not say enough, such as"
                + " mongodb+srv://db.example/events. Without user and password.")
        String uri,
    @Default("verify-full")
        @Size(max = 16) @ValidationRule(
            value = "self in ['disable', 'require', 'verify-ca', 'verify-full']",
            message = "sslmode is one of disable, require, verify-ca and verify-full")
        @JsonPropertyDescription(
            "How the connection is protected: verify-full checks the authority and the host name of the"
                + " server, verify-ca the authority only, require nothing, disable does not encrypt.")
        String sslmode,
    @Size(max = 253) @ValidationRule(value = Rules.IS_OPTIONAL_DNS_SUBDOMAIN, message = Rules.NOT_A_SECRET_NAME)
        @JsonPropertyDescription(
            "Name of a Secret with the keys username, which may be absent, and password, where the"
                + " database asks for one.")
        String credentialsSecret) {
  public DatastoreConnection {
    host = Values.text(host);
    database = Values.text(database);
    username = Values.text(username);
    uri = Values.text(uri);
    sslmode = sslmode == null ? "verify-full" : sslmode;
    credentialsSecret = Values.text(credentialsSecret);
  }

  static DatastoreConnection none() {
    return new DatastoreConnection("", null, "", "", "", "verify-full", "");
  }
}
