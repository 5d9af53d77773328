package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.RESUME_TOKEN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.error.DatastoreException;
import org.jspecify.annotations.Nullable;

/// A position, and whose it is; as JSON in `resume_tokens` and in a [ResumeToken]. Transaction ids
/// are texts in it, since 64 bits do not fit a JSON number everywhere.
record StreamToken(ServerIdentity server, StreamPosition position) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static StreamToken parse(ResumeToken token) {
    StreamToken parsed = parseOrNull(token.value());
    if (parsed == null) {
      throw DatastoreException.of(
          RESUME_TOKEN, "The resume token is not one that the PostgreSQL provider made.");
    }
    return parsed;
  }

  /// The token, or null if it is somebody else's.
  static @Nullable StreamToken parseOrNull(String json) {
    StreamToken known = TokenText.parse(json);
    return known == null ? parseJson(json) : known;
  }

  private static @Nullable StreamToken parseJson(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      JsonNode server = node.path("server");
      if (!server.path("system").isTextual() || !node.path("xid").isTextual()) {
        return null;
      }
      return new StreamToken(
          new ServerIdentity(
              server.path("system").asText(),
              server.path("timeline").asLong(),
              server.path("database").asLong(),
              server.path("changelog").asLong(),
              server.path("history").asText("")),
          new StreamPosition(Long.parseLong(node.path("xid").asText()), node.path("id").asLong(0)));
    } catch (JsonProcessingException | NumberFormatException _) {
      return null;
    }
  }

  /// The other lies behind this one; on another server any does.
  boolean isBefore(StreamToken other) {
    return !other.server().equals(server) || position.isBefore(other.position());
  }

  ResumeToken toResumeToken() {
    return new ResumeToken(TokenText.of(this));
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    ObjectNode whose =
        node.putObject("server")
            .put("system", server.system())
            .put("timeline", server.timeline())
            .put("database", server.database())
            .put("changelog", server.changelog());
    if (!server.history().isEmpty()) {
      whose.put("history", server.history());
    }
    node.put("xid", Long.toString(position.xid())).put("id", position.id());
    return node.toString();
  }
}
