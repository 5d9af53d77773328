package io.nodesentinel.datastore.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// `HealthEvent` objects as the store. Reads answer from the watch; a status write is one
/// server-side apply that is conditional on the version that was read.
public final class KubernetesNodeEvents implements NodeEvents, AutoCloseable {
  private static final String FIELD_MANAGER = "nodesentinel";
  private static final long PAGE = 500;

  private final KubernetesClient writer;
  private final EventShelf shelf = new EventShelf();
  private final SharedIndexInformer<HealthEvent> informer;

  /// A store that does not watch yet.
  ///
  /// @param watcher lists and watches
  /// @param writer writes; its own retries should be off, since the caller looks again anyway
  /// @param changed gets the name of a node whose events changed
  public KubernetesNodeEvents(
      KubernetesClient watcher, KubernetesClient writer, Consumer<String> changed) {
    this.writer = writer;
    this.informer =
        watcher
            .resources(HealthEvent.class)
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(shelf)
            .addEventHandler(new Told(changed));
  }

  /// Begins to watch.
  ///
  /// @return completes when the first list is in memory
  public CompletionStage<Void> start() {
    return informer.start().thenRun(shelf::arrived);
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    return shelf.ofNode(nodeName);
  }

  /// The UID of an event's object; empty if it is gone.
  public Optional<String> uidOf(EventRef ref) {
    return Optional.ofNullable(shelf.get(ref.id())).map(event -> event.getMetadata().getUid());
  }

  /// The node that an event is about; empty if the event is gone.
  public Optional<String> nodeOf(EventRef ref) {
    return Optional.ofNullable(shelf.get(ref.id())).map(event -> event.getSpec().nodeName());
  }

  /// Every event in memory, in no order.
  public Collection<StoredEvent> all() {
    return shelf.all();
  }

  /// The nodes that have events.
  public List<String> nodes() {
    return shelf.nodes();
  }

  /// Completes when the watch has ended: normally after [#close], exceptionally if it cannot go on.
  public CompletionStage<Void> stopped() {
    return informer.stopped();
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(
        new ObjectMetaBuilder().withName(ref.id()).withResourceVersion(ref.version()).build());
    event.setStatus(status);
    try {
      HealthEvent written =
          writer
              .resource(event)
              .subresource("status")
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withFieldManager(FIELD_MANAGER)
                      .withForce(true)
                      .build());
      shelf.put(ref.id(), written);
      return StatusWrite.WRITTEN;
    } catch (KubernetesClientException failure) {
      return switch (failure.getCode()) {
        case 404 -> gone(ref);
        // The watch brings what changed.
        case 409 -> StatusWrite.CHANGED;
        default ->
            throw failed("the status of HealthEvent " + ref.id() + " was not written", failure);
      };
    }
  }

  /// Deletes one event if it is still at this version.
  ///
  /// @return false if it changed or is gone
  boolean delete(EventRef ref) {
    HealthEvent event = shelf.get(ref.id());
    if (event == null) {
      return false;
    }
    try {
      return !writer.resource(event).lockResourceVersion(ref.version()).delete().isEmpty();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == 409 || failure.getCode() == 404) {
        return false;
      }
      throw failed("HealthEvent " + ref.id() + " was not deleted", failure);
    }
  }

  private StatusWrite gone(EventRef ref) {
    shelf.remove(ref.id());
    return StatusWrite.GONE;
  }

  private static StoreException failed(String what, KubernetesClientException failure) {
    int code = failure.getCode();
    boolean retryable = code <= 0 || code == 429 || code >= 500;
    return new StoreException(what + ": " + failure.getMessage(), retryable, failure);
  }

  @Override
  public void close() {
    informer.stop();
  }

  private record Told(Consumer<String> changed) implements ResourceEventHandler<HealthEvent> {
    @Override
    public void onAdd(HealthEvent event) {
      changed.accept(event.getSpec().nodeName());
    }

    @Override
    public void onUpdate(HealthEvent before, HealthEvent event) {
      changed.accept(event.getSpec().nodeName());
    }

    @Override
    public void onDelete(HealthEvent event, boolean unknown) {
      changed.accept(event.getSpec().nodeName());
    }
  }
}
