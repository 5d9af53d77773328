package io.nodesentinel.datastore.mongodb.contract;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/// mongo-java-server: a server in this process that speaks MongoDB's protocol, and does a part of
/// what MongoDB does.
public final class MongoDouble implements AutoCloseable {
  private final MongoServer server = new MongoServer(new MemoryBackend());
  private final String url;

  /// Starts one on a free port.
  public MongoDouble() {
    server.enableOplog();
    url = server.bindAndGetConnectionString() + "/?tls=false";
  }

  /// Connection string without a database.
  public String url() {
    return url;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
