package io.nodesentinel.datastore.kubernetes.change;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.StartPosition.Named;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.kubernetes.client.ConfigMapStore;
import io.nodesentinel.datastore.kubernetes.client.EventApi;
import io.nodesentinel.datastore.kubernetes.client.EventApi.Page;
import io.nodesentinel.datastore.kubernetes.client.EventPages;
import io.nodesentinel.datastore.kubernetes.client.KubernetesDatabaseClient;
import io.nodesentinel.datastore.kubernetes.client.Selection;
import io.nodesentinel.datastore.spi.PositionSaver;
import io.nodesentinel.datastore.spi.PositionedWatcher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The watches of one store. Thread-safe.
public final class ChangeStreams implements AutoCloseable {
  /// A write to etcd each: seldom enough for many clients, often enough that a restart repeats
  /// little.
  private static final PositionSaver.Pace PACE = PositionSaver.Pace.onMove(Duration.ofSeconds(2));

  private static final Duration LONGEST_WATCH = Duration.ofHours(1);

  private final EventApi api;
  private final ClientPositions positions;
  private final HttpWatchSource source;
  private final InstantSource clock = InstantSource.system();
  private final Set<ChangeStreamWatcher> watchers = ConcurrentHashMap.newKeySet();

  /// @param positions where positions are kept
  public ChangeStreams(
      KubernetesClient client, EventApi api, ConfigMapStore positions, DatastoreOptions options) {
    this.api = api;
    this.positions = new ClientPositions(positions);
    Duration lifetime = options.connectionMaxLifetime();
    this.source =
        new HttpWatchSource(
            client,
            api,
            options.connectTimeout(),
            lifetime.compareTo(LONGEST_WATCH) < 0 ? lifetime : LONGEST_WATCH);
  }

  /// Begins to watch.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (RESUME_TOKEN) if the start is not
  ///   a token of this provider; (UNSUPPORTED) for another collection; as the server says otherwise
  public ChangeStreamWatcher watch(WatchRequest request) {
    KubernetesDatabaseClient.checkEvents(request.collection());
    Start start = start(request);
    if (request.start() == Named.STORED_OR_NOW || request.start() == Named.STORED_OR_BEGINNING) {
      positions.register(request.client(), start.stored());
    }
    StreamToken handled = positions.stored(request.client()).orElse(start.stored());
    WatchReader reader =
        new WatchReader(
            source, new ChangeReading(request, clock), start.first(), start.position().version());
    ChangeStreamWatcher watcher =
        new PositionedWatcher<>(
            reader,
            StreamToken::parse,
            PositionSaver.start(
                request.client(),
                handled,
                StreamToken::isBefore,
                PACE,
                (position, replaces) -> positions.store(request.client(), position, replaces)),
            new Backlog(api, clock),
            watchers::remove);
    watchers.add(watcher);
    return watcher;
  }

  /// Where a client begins.
  ///
  /// @param stored the position that is stored for it, if it has none yet
  /// @param first what is told before the watch, by version
  /// @param position of the watch
  private record Start(StreamToken stored, List<WatchEvent.Changed> first, StreamToken position) {
    static Start at(StreamToken position) {
      return new Start(position, List.of(), position);
    }
  }

  private Start start(WatchRequest request) {
    Optional<StreamToken> stored =
        request.start() == Named.STORED_OR_NOW || request.start() == Named.STORED_OR_BEGINNING
            ? positions.stored(request.client())
            : Optional.empty();
    return switch (request.start()) {
      case StartPosition.At(var token) -> Start.at(StreamToken.parse(token));
      case Named.STORED_OR_NOW -> stored.map(Start::at).orElseGet(this::now);
      case Named.STORED_OR_BEGINNING -> stored.map(Start::at).orElseGet(this::beginning);
      case Named.NOW -> now();
      case Named.BEGINNING -> beginning();
    };
  }

  private Start now() {
    return Start.at(new StreamToken(source.now()));
  }

  /// The objects that are there, in the order in which they were last written, each as an insert.
  /// Whoever stops among them goes on with the watch from there, where all that is left comes
  /// after.
  private Start beginning() {
    List<WatchEvent.Changed> first = new ArrayList<>();
    Page page = api.page(Selection.ALL, EventPages.PAGE, "");
    // The version of the list, so that nothing happens between it and the watch.
    StreamToken position = new StreamToken(page.version());
    add(page, first);
    while (!page.next().isEmpty()) {
      page = api.page(Selection.ALL, EventPages.PAGE, page.next());
      add(page, first);
    }
    first.sort(Comparator.comparingLong(WatchEvent.Changed::version));
    long before = first.isEmpty() ? position.version() : first.getFirst().version() - 1;
    return new Start(new StreamToken(before), first, position);
  }

  /// A list that took too long may end at a later version; what it has from there comes again by
  /// the watch.
  private static void add(Page page, List<WatchEvent.Changed> first) {
    for (HealthEvent object : page.items()) {
      long version = Long.parseLong(object.getMetadata().getResourceVersion());
      first.add(
          new WatchEvent.Changed(
              Operation.INSERT, object.getMetadata().getName(), version, object));
    }
  }

  /// Stores all positions and closes all watches.
  @Override
  public void close() {
    watchers.forEach(ChangeStreamWatcher::close);
  }
}
