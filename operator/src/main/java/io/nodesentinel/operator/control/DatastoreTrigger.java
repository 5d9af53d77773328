package io.nodesentinel.operator.control;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.nodesentinel.crds.Datastore;
import java.util.Set;

/// Asks for a look at one Datastore.
public final class DatastoreTrigger extends AbstractEventSource<Void, Datastore> {
  private final ResourceID id;

  public DatastoreTrigger(String namespace, String name) {
    super(Void.class, "secrets");
    this.id = new ResourceID(name, namespace);
  }

  /// Soon, by a thread of the framework.
  public void look() {
    if (getEventHandler() != null) {
      getEventHandler().handleEvent(new Event(id));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(Datastore primary) {
    return Set.of();
  }
}
