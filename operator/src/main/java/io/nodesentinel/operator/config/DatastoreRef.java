package io.nodesentinel.operator.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// The Datastore object that the operator is told to use, in its own namespace.
///
/// @param clusterUid what the datastore is claimed for; empty for no claim
public record DatastoreRef(String name, Optional<String> clusterUid) {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /// @throws IllegalArgumentException with one sentence, if no object can be called so
  public DatastoreRef {
    if (!NAME.matcher(name).matches() || name.length() > 253) {
      throw new IllegalArgumentException(
          "datastore \""
              + name
              + "\" cannot be the name of a Datastore: use lower-case letters, digits, \"-\" and"
              + " \".\"");
    }
  }
}
