package io.nodesentinel.datastore.kubernetes.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.RESUME_TOKEN;

import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A position: after the write of this version. Versions of one type are comparable numbers
/// (KEP-5504).
record StreamToken(long version) {
  private static final Pattern FORM =
      Pattern.compile("\\{\"resourceVersion\": ?\"([0-9]{1,18})\"}");

  /// @throws DatastoreException (RESUME_TOKEN) if it is none of ours
  static StreamToken parse(ResumeToken token) {
    return read(token.value())
        .orElseThrow(() ->
            DatastoreException.of(
                    RESUME_TOKEN, "The resume token is not one that the kubernetes provider made.")
                .from(ApiErrors.PROVIDER));
  }

  /// Empty if it is somebody else's.
  static Optional<StreamToken> read(String text) {
    return Optional.of(FORM.matcher(text))
        .filter(Matcher::matches)
        .map(matcher -> new StreamToken(Long.parseLong(matcher.group(1))));
  }

  String text() {
    return "{\"resourceVersion\": \"%d\"}".formatted(version);
  }

  ResumeToken toResumeToken() {
    return new ResumeToken(text());
  }

  boolean isBefore(StreamToken other) {
    return version < other.version;
  }
}
