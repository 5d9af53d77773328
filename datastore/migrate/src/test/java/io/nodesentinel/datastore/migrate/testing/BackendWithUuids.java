package io.nodesentinel.datastore.migrate.testing;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The double in memory, with a UUID for each collection, as MongoDB has them: another one when it
/// is made anew.
public final class BackendWithUuids extends MemoryBackend {
  private final Map<String, UUID> uuids = new ConcurrentHashMap<>();

  @Override
  public Document handleMessage(MongoMessage message) {
    Document command = message.getDocument();
    Document reply = super.handleMessage(message);
    String database = message.getDatabaseName() + ".";
    if (command.get("drop") instanceof String dropped) {
      uuids.remove(database + dropped);
    }
    if (command.containsKey("listCollections")
        && reply.get("cursor") instanceof Document cursor
        && cursor.get("firstBatch") instanceof List<?> collections) {
      for (Object collection : collections) {
        if (collection instanceof Document one && one.get("info") instanceof Document info) {
          info.put(
              "uuid", uuids.computeIfAbsent(database + one.get("name"), _ -> UUID.randomUUID()));
        }
      }
    }
    return reply;
  }
}
