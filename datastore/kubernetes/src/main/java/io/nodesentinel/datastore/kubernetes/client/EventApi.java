package io.nodesentinel.datastore.kubernetes.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.DELETE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.NOT_FOUND;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.UPDATE;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.kubernetes.object.ObjectChange;
import io.nodesentinel.datastore.kubernetes.object.Spans;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Requests about `HealthEvent` objects. Each is sent once. Thread-safe.
public final class EventApi {
  private static final int CONFLICT = 409;
  private static final int NOT_THERE = 404;
  private static final int GONE = 410;

  private final KubernetesClient client;
  private final Permits permits;

  /// A part of a list.
  ///
  /// @param version of the whole list
  /// @param next where the list goes on; empty at its end
  public record Page(List<HealthEvent> items, long version, String next) {}

  /// What came of a conditional write.
  public sealed interface Written {
    /// It is durable.
    record Done() implements Written {}

    /// Nothing had to be written.
    record Same() implements Written {}

    /// Somebody else changed the object since it was read.
    record Changed() implements Written {}

    /// There is no such object any more.
    record Gone() implements Written {}
  }

  /// @param client its own retries are off
  public EventApi(KubernetesClient client, Permits permits) {
    this.client = client;
    this.permits = permits;
  }

  /// A part of the objects.
  ///
  /// @param next empty for the first part
  public Page page(Selection selection, int limit, String next) {
    try {
      return list(selection, limit, next);
    } catch (Expired expired) {
      // The server kept the version of the first part no longer, and goes on with a newer one.
      return list(selection, limit, expired.next);
    }
  }

  private Page list(Selection selection, int limit, String next) {
    ListOptions options = new ListOptionsBuilder().withLimit((long) limit).build();
    if (!next.isEmpty()) {
      options.setContinue(next);
    }
    if (!selection.selector().isEmpty()) {
      options.setFieldSelector(selection.selector());
    }
    return permits.run(
        QUERY,
        "listing HealthEvents",
        () -> {
          try {
            KubernetesResourceList<HealthEvent> list =
                client.resources(HealthEvent.class).list(options);
            String token = list.getMetadata().getContinue();
            return new Page(
                list.getItems(),
                Long.parseLong(list.getMetadata().getResourceVersion()),
                token == null ? "" : token);
          } catch (KubernetesClientException failure) {
            throw expired(failure, next);
          }
        });
  }

  private static RuntimeException expired(KubernetesClientException failure, String next) {
    boolean later =
        failure.getCode() == GONE
            && !next.isEmpty()
            && failure.getStatus() != null
            && failure.getStatus().getMetadata() != null
            && failure.getStatus().getMetadata().getContinue() != null
            && !failure.getStatus().getMetadata().getContinue().equals(next);
    return later ? new Expired(failure.getStatus().getMetadata().getContinue()) : failure;
  }

  @SuppressWarnings("serial") // Never leaves this class.
  private static final class Expired extends RuntimeException {
    private final String next;

    Expired(String next) {
      super("", null, false, false);
      this.next = next;
    }
  }

  /// The version that the server is at now, of which nothing committed before is missing.
  public long version() {
    return page(Selection.ALL, 1, "").version();
  }

  Optional<HealthEvent> get(String name) {
    return permits.run(
        QUERY,
        "reading a HealthEvent",
        () -> Optional.ofNullable(client.resources(HealthEvent.class).withName(name).get()));
  }

  /// Creates an object, without its status.
  ///
  /// @throws DatastoreException (INSERT) if there is one of its name
  HealthEvent create(HealthEvent object) {
    return permits.run(
        INSERT,
        "creating a HealthEvent",
        () -> client.resources(HealthEvent.class).resource(object).create());
  }

  /// Writes to an object if it is still at the version that was read.
  Written write(HealthEvent read, ObjectChange change) {
    return switch (change) {
      case ObjectChange.None _ -> new Written.Same();
      case ObjectChange.OfStatus(var status) -> {
        HealthEvent object = bare(read, Map.of());
        object.setSpec(read.getSpec());
        object.setStatus(status);
        yield conditional(
            () -> client.resources(HealthEvent.class).resource(object).updateStatus());
      }
      case ObjectChange.OfSpans(var spans) -> {
        HealthEvent object = bare(read, Map.of(EventObjects.SPAN_IDS, Spans.write(spans)));
        yield conditional(() ->
            client
                .resources(HealthEvent.class)
                .resource(object)
                .patch(PatchContext.of(PatchType.JSON_MERGE)));
      }
    };
  }

  private static HealthEvent bare(HealthEvent read, Map<String, String> annotations) {
    HealthEvent object = new HealthEvent();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(read.getMetadata().getName())
            .withUid(read.getMetadata().getUid())
            .withResourceVersion(read.getMetadata().getResourceVersion())
            .withAnnotations(annotations.isEmpty() ? null : annotations)
            .build());
    return object;
  }

  private Written conditional(Supplier<HealthEvent> request) {
    return permits.run(
        UPDATE,
        "writing to a HealthEvent",
        () -> {
          try {
            var _ = request.get();
            return new Written.Done();
          } catch (KubernetesClientException failure) {
            return outcome(failure);
          }
        });
  }

  /// Deletes an object if it is still at the version that was read.
  Written delete(HealthEvent read) {
    return permits.run(
        DELETE,
        "deleting a HealthEvent",
        () -> {
          try {
            boolean deleted =
                !client
                    .resource(read)
                    .lockResourceVersion(read.getMetadata().getResourceVersion())
                    .delete()
                    .isEmpty();
            return deleted ? new Written.Done() : new Written.Gone();
          } catch (KubernetesClientException failure) {
            return outcome(failure);
          }
        });
  }

  private static Written outcome(KubernetesClientException failure) {
    return switch (failure.getCode()) {
      case CONFLICT -> new Written.Changed();
      case NOT_THERE -> new Written.Gone();
      default -> throw failure;
    };
  }

  /// Whether an error says that there is an object of that name.
  static boolean isTaken(DatastoreException failure) {
    return failure.kind() == INSERT
        && failure.metadata().getOrDefault("code", "").equals(Integer.toString(CONFLICT));
  }

  /// Asks for a sign of life, and whether the type is there and may be listed.
  void ping() {
    try {
      list(Selection.ALL, 1, "");
    } catch (DatastoreException failure) {
      throw failure.kind() == NOT_FOUND
          ? DatastoreException.of(
                  DatastoreException.Kind.CONFIGURATION,
                  "The API server has no nodesentinel.io/v1alpha1 HealthEvents: install the CRDs.",
                  failure)
              .from(ApiErrors.PROVIDER)
          : failure;
    }
  }
}
