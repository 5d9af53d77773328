package io.nodesentinel.datastore.event;

import io.nodesentinel.datastore.document.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What is asked of, and done to, several events of a node at once. [DocumentHealthEventStore] does
/// it in transactions; a provider that has none brings its own.
public interface NodeSessions {

  /// As [HealthEventStore#isDrained].
  boolean isDrained(String nodeName);

  /// As [HealthEventStore#cancelSessions].
  Map<String, List<Value>> cancel(Collection<String> nodeNames);
}
