package io.nodesentinel.datastore.event;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;

import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The sessions of nodes in a store that has transactions.
///
/// @param ofNode the filter of a node's events
record TransactionalSessions(DatabaseClient client, Function<String, Filter> ofNode)
    implements NodeSessions {

  @Override
  public boolean isDrained(String nodeName) {
    return client.withTransaction(operations ->
        Sessions.current(operations, ofNode.apply(nodeName))
            .map(session -> operations.count(HEALTH_EVENTS, Sessions.drained(session)) > 0)
            .orElse(false));
  }

  @Override
  public Map<String, List<Value>> cancel(Collection<String> nodeNames) {
    return client.withTransaction(operations -> {
      Map<String, List<Value>> cancelled = new LinkedHashMap<>();
      for (String nodeName : nodeNames) {
        Sessions.current(operations, ofNode.apply(nodeName))
            .ifPresent(session -> cancelled.put(nodeName, Sessions.cancel(operations, session)));
      }
      return cancelled;
    });
  }
}
