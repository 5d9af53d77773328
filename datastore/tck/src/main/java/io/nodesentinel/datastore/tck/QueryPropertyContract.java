package io.nodesentinel.datastore.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Random queries on random documents give on the provider what the in-process evaluator gives. A
/// failure names the seed; `-Dnodesentinel.tck.seed=N` plays that one alone.
public abstract class QueryPropertyContract extends Contract {
  private static final int SEEDS = 12;
  private static final int DOCUMENTS = 40;
  private static final int QUERIES = 60;
  private static final int UPDATES = 25;
  private static final Sort BY_NUMBER = Sort.ascending("k");

  private static LongStream seeds() {
    Long only = Long.getLong("nodesentinel.tck.seed");
    return only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
  }

  /// Stores random documents in place of all others.
  private List<Document> fill(RandomQueries random) {
    client().deleteMany(THINGS, Filter.ALL);
    client().insertMany(THINGS, random.documents(DOCUMENTS));
    return stored();
  }

  private List<Document> stored() {
    return client().find(THINGS, Filter.ALL, FindOptions.sorted(BY_NUMBER)).toList();
  }

  @Test
  void documents_come_back_as_they_went_in() {
    seeds()
        .forEach(seed ->
            assertThat(withoutIds(fill(new RandomQueries(seed))))
                .as("seed %d", seed)
                .isEqualTo(new RandomQueries(seed).documents(DOCUMENTS)));
  }

  @Test
  void filters_match_the_same_documents() {
    seeds()
        .forEach(seed -> {
          RandomQueries random = new RandomQueries(seed);
          List<Document> all = fill(random);
          for (int query = 0; query < QUERIES; query++) {
            Filter filter = random.filter(3);
            List<Document> expected = all.stream().filter(Evaluator.predicate(filter)).toList();
            assertThat(client().find(THINGS, filter, FindOptions.sorted(BY_NUMBER)).toList())
                .as("seed %d, query %d: %s", seed, query, filter)
                .isEqualTo(expected);
            assertThat(client().count(THINGS, filter))
                .as("seed %d, count of query %d: %s", seed, query, filter)
                .isEqualTo(expected.size());
          }
        });
  }

  @Test
  void found_documents_have_the_same_order_limits_and_fields() {
    seeds()
        .forEach(seed -> {
          RandomQueries random = new RandomQueries(seed);
          List<Document> all = fill(random);
          for (int query = 0; query < QUERIES; query++) {
            Filter filter = random.filter(1);
            FindOptions options =
                FindOptions.sorted(random.sort())
                    .skipping(random.below(3))
                    .limitedTo(random.below(20))
                    .projected(random.projection());
            assertThat(client().find(THINGS, filter, options).toList())
                .as("seed %d, query %d: %s %s", seed, query, filter, options)
                .isEqualTo(Evaluator.find(all.stream(), filter, options));
          }
        });
  }

  @Test
  void pipelines_give_the_same_results() {
    seeds()
        .forEach(seed -> {
          RandomQueries random = new RandomQueries(seed);
          List<Document> all = fill(random);
          for (int query = 0; query < QUERIES; query++) {
            Pipeline pipeline = random.pipeline();
            assertThat(client().aggregate(THINGS, pipeline).toList())
                .as("seed %d, pipeline %d: %s", seed, query, pipeline)
                .containsExactlyInAnyOrderElementsOf(Evaluator.run(pipeline, all));
          }
        });
  }

  @Test
  void updates_change_the_same_documents_in_the_same_way() {
    seeds()
        .forEach(seed -> {
          RandomQueries random = new RandomQueries(seed);
          List<Document> all = fill(random);
          for (int round = 0; round < UPDATES; round++) {
            Filter filter = random.filter(1);
            Update update = random.update();
            String what = "seed %d, update %d: %s %s".formatted(seed, round, filter, update);
            all = update(all, filter, update, what);
            assertThat(stored()).as(what).isEqualTo(all);
          }
        });
  }

  /// Updates those that match, one by one where one of them does not allow it, since then it is
  /// open which others an update of all reaches.
  private List<Document> update(List<Document> all, Filter filter, Update update, String what) {
    List<Document> after = new ArrayList<>();
    List<Value> refused = new ArrayList<>();
    long matched = 0;
    long modified = 0;
    for (Document document : all) {
      if (!Evaluator.matches(filter, document)) {
        after.add(document);
        continue;
      }
      matched++;
      try {
        Document changed = Evaluator.apply(update, document);
        modified += changed.equals(document) ? 0 : 1;
        after.add(changed);
      } catch (DatastoreException _) {
        refused.add(document.id().orElseThrow());
        after.add(document);
      }
    }
    if (refused.isEmpty()) {
      assertThat(client().updateMany(THINGS, filter, update))
          .as(what)
          .isEqualTo(UpdateResult.of(matched, modified));
      return after;
    }
    for (Value id : refused) {
      refused(
          DatastoreException.Kind.VALIDATION,
          () -> client().updateOne(THINGS, Filter.byId(id), update));
    }
    return all;
  }
}
