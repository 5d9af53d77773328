package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.HISTORY_GAP;

import com.mongodb.client.MongoCollection;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.StartPosition.Named;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.change.EventSource.Detail;
import io.nodesentinel.datastore.mongodb.change.EventSource.Events;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.spi.PositionSaver;
import io.nodesentinel.datastore.spi.PositionedWatcher;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/// The change streams of one store. Thread-safe.
public final class ChangeStreams implements AutoCloseable {
  /// Well below the time after which a silent connection counts as broken.
  private static final Duration LONGEST_AWAIT = Duration.ofSeconds(10);

  private static final PositionSaver.Pace PACE = PositionSaver.Pace.onMove(Duration.ofMillis(200));

  private final Connection connection;
  private final Names names;
  private final Duration await;
  private final ServerTime server;
  private final ClientPositions positions;
  private final Set<ChangeStreamWatcher> watchers = ConcurrentHashMap.newKeySet();

  /// @param poll how long the server may wait for an event before it answers that there is none
  public ChangeStreams(Connection connection, Names names, Duration poll) {
    this.connection = connection;
    this.names = names;
    this.await = poll.compareTo(LONGEST_AWAIT) < 0 ? poll : LONGEST_AWAIT;
    this.server = new ServerTime(connection);
    this.positions =
        new ClientPositions(
            connection.database().getCollection(names.tokens(), BsonDocument.class));
  }

  /// Begins to watch.
  ///
  /// @throws DatastoreException (RESUME_TOKEN) if the start is not a token of this provider;
  ///   (UNSUPPORTED) if the server stands alone; as the server says otherwise
  public ChangeStreamWatcher watch(WatchRequest request) {
    String name = names.of(request.collection());
    MongoCollection<BsonDocument> collection =
        connection.database().getCollection(name, BsonDocument.class);
    EventSource source =
        new MongoEventSource(
            collection,
            server,
            WantedEvents.of(request),
            () -> ChangeImages.ensure(connection.database(), name),
            await);
    StreamToken from = start(request);
    Events first = open(source, from);
    boolean watching = false;
    try {
      ChangeStreamWatcher watcher = watcher(request, collection, source, from, first);
      watchers.add(watcher);
      watching = true;
      return watcher;
    } finally {
      if (!watching && first != null) {
        first.close();
      }
    }
  }

  private ChangeStreamWatcher watcher(
      WatchRequest request,
      MongoCollection<BsonDocument> collection,
      EventSource source,
      @Nullable StreamToken from,
      @Nullable Events first) {
    StreamToken start = from == null && first != null ? first.position() : from;
    if (start == null) {
      throw new IllegalStateException("a stream from now has a position once it is open");
    }
    if (request.start() == Named.STORED_OR_NOW || request.start() == Named.STORED_OR_BEGINNING) {
      positions.register(request.client(), start);
    }
    StreamToken handled = positions.stored(request.client()).orElse(start);
    ChangeReader reader =
        new ChangeReader(request.client(), source, new ChangeReading(request), first, start);
    reader.start();
    return new PositionedWatcher<>(
        reader,
        StreamToken::parse,
        PositionSaver.start(
            request.client(),
            handled,
            StreamToken::isBefore,
            PACE,
            (position, replaces) -> store(request.client(), position, replaces)),
        new Backlog(collection, server),
        watchers::remove);
  }

  private void store(String client, StreamToken position, boolean replaces) {
    if (replaces) {
      positions.replace(client, position);
    } else {
      positions.store(client, position);
    }
  }

  /// @return null means from now
  private @Nullable StreamToken start(WatchRequest request) {
    return switch (request.start()) {
      case StartPosition.At(var token) -> StreamToken.parse(token);
      case Named.STORED_OR_NOW -> positions.stored(request.client()).orElse(null);
      case Named.STORED_OR_BEGINNING ->
          positions.stored(request.client()).orElseGet(this::beginning);
      case Named.NOW -> null;
      case Named.BEGINNING -> beginning();
    };
  }

  private StreamToken beginning() {
    return new StreamToken.AtTime(server.oldest());
  }

  /// @return null if the history from there on is lost, which the reader tells as a gap
  private static @Nullable Events open(EventSource source, @Nullable StreamToken from) {
    try {
      return source.open(from, Detail.FULL);
    } catch (DatastoreException failure) {
      if (failure.kind() == HISTORY_GAP && from != null) {
        return null;
      }
      throw failure;
    }
  }

  /// Stores all positions and closes all watchers.
  @Override
  public void close() {
    watchers.forEach(ChangeStreamWatcher::close);
  }
}
