package io.nodesentinel.datastore.change;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What a client wants to see.
///
/// @param client name under which the position is stored; one watcher per name at a time
/// @param operations which of them, by default all
/// @param filter of the document after the change, or before it for a delete; where the provider
///   does not know that document any more the change is delivered
public record WatchRequest(
    String client,
    Collection collection,
    StartPosition start,
    Set<Operation> operations,
    Filter filter) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /// @throws DatastoreException if the name is not 1 to 100 letters, digits, dots, hyphens and
  ///   underscores, or no operation is left
  public WatchRequest {
    if (!NAME.matcher(client).matches()) {
      throw DatastoreException.invalid(
          "The name of a client of changes has 1 to 100 letters, digits, dots, hyphens and"
              + " underscores, and begins with a letter or digit.");
    }
    operations = Set.copyOf(operations);
    if (operations.isEmpty()) {
      throw DatastoreException.invalid("Client " + client + " watches for no operation at all.");
    }
  }

  /// Everything in a collection, from the stored position or else from now.
  public static WatchRequest of(String client, Collection collection) {
    return new WatchRequest(
        client,
        collection,
        StartPosition.STORED_OR_NOW,
        EnumSet.allOf(Operation.class),
        Filter.ALL);
  }

  public WatchRequest from(StartPosition position) {
    return new WatchRequest(client, collection, position, operations, filter);
  }

  public WatchRequest only(Operation... wanted) {
    return new WatchRequest(client, collection, start, Set.of(wanted), filter);
  }

  public WatchRequest where(Filter wanted) {
    return new WatchRequest(client, collection, start, operations, wanted);
  }
}
