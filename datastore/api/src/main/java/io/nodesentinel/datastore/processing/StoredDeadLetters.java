package io.nodesentinel.datastore.processing;

import static io.nodesentinel.datastore.client.Collection.DEAD_LETTERS;
import static io.nodesentinel.datastore.query.FilterBuilder.filter;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// Dead letters in the collection `DeadLetters` of any store. What changed is kept as JSON text, so
/// that no name within it can trouble the store a second time.
public final class StoredDeadLetters implements DeadLetters {
  private static final FindOptions OLDEST_FIRST =
      FindOptions.sorted(Sort.ascending("at").thenAscending("_id"));
  private static final int PAGE = 100;

  private final DatabaseClient client;

  public StoredDeadLetters(DatabaseClient client) {
    this.client = client;
  }

  @Override
  public void add(DeadLetter letter) {
    Document document = letter.document();
    client.upsert(
        DEAD_LETTERS,
        sameChange(letter),
        UpdateBuilder.update()
            .set("document", document == null ? null : DocumentJson.write(document))
            .set("error", letter.error())
            .set("attempts", letter.attempts())
            .set("at", letter.at())
            .build());
  }

  @Override
  public List<DeadLetter> of(String name, int limit) {
    return client
        .find(DEAD_LETTERS, ofClient(name), OLDEST_FIRST.limitedTo(limit))
        .map(StoredDeadLetters::read)
        .toList();
  }

  @Override
  public long count(String name) {
    return client.count(DEAD_LETTERS, ofClient(name));
  }

  @Override
  public int replay(String name, Predicate<DeadLetter> handler) {
    int taken = 0;
    int left = 0;
    List<DeadLetter> page;
    do {
      page =
          client
              .find(DEAD_LETTERS, ofClient(name), OLDEST_FIRST.skipping(left).limitedTo(PAGE))
              .map(StoredDeadLetters::read)
              .toList();
      for (DeadLetter letter : page) {
        if (handler.test(letter)) {
          client.deleteMany(DEAD_LETTERS, sameChange(letter));
          taken++;
        } else {
          left++;
        }
      }
    } while (page.size() == PAGE);
    return taken;
  }

  private static Filter ofClient(String name) {
    return filter().eq("client", name).build();
  }

  private static Filter sameChange(DeadLetter letter) {
    return filter()
        .eq("client", letter.client())
        .eq("collection", letter.collection().name())
        .eq("operation", letter.operation())
        .eq("documentId", letter.id())
        .build();
  }

  private static DeadLetter read(Document stored) {
    return new DeadLetter(
        text(stored, "client"),
        Operation.valueOf(text(stored, "operation")),
        new Collection(text(stored, "collection")),
        stored.at("documentId").orElseThrow(() -> broken("documentId")),
        stored.get("document") instanceof TextValue(String json) ? DocumentJson.read(json) : null,
        text(stored, "error"),
        stored.get("attempts") instanceof IntegerValue(long attempts)
            ? Math.toIntExact(attempts)
            : 0,
        stored.get("at") instanceof DateValue(Instant at) ? at : Instant.EPOCH);
  }

  private static String text(Document stored, String name) {
    if (stored.get(name) instanceof TextValue(String text)) {
      return text;
    }
    throw broken(name);
  }

  private static DatastoreException broken(String field) {
    return DatastoreException.of(
        DatastoreException.Kind.CONVERSION,
        "A dead letter has no text in its field " + field + "; remove it by hand.");
  }
}
