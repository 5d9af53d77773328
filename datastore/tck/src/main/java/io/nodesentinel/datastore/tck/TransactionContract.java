package io.nodesentinel.datastore.tck;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Several writes as one, and clients that write at once.
public abstract class TransactionContract extends Contract {
  private static final int WRITERS = 4;
  private static final int ROUNDS = 25;

  @Test
  void all_of_it_takes_effect_and_it_sees_its_own_writes() {
    long seen =
        client()
            .withTransaction(operations -> {
              operations.insertOne(THINGS, json("{\"a\": 1}"));
              operations.updateMany(THINGS, Filter.ALL, update().set("b", 2).build());
              return operations.count(THINGS, filter().eq("b", 2).build());
            });

    assertThat(seen).isEqualTo(1);
    assertThat(client().count(THINGS, filter().eq("b", 2).build())).isEqualTo(1);
  }

  @Test
  void nothing_of_it_takes_effect_when_it_throws() {
    client().insertOne(THINGS, json("{\"a\": 1}"));
    IllegalStateException mind = new IllegalStateException("changed my mind");

    assertThatThrownBy(() ->
            client()
                .withTransaction(operations -> {
                  operations.insertOne(THINGS, json("{\"a\": 2}"));
                  operations.updateMany(THINGS, Filter.ALL, update().set("a", 3).build());
                  operations.deleteMany(THINGS, filter().eq("a", 3).build());
                  throw mind;
                }))
        .isSameAs(mind);

    assertThat(withoutIds(client().find(THINGS, Filter.ALL).toList()))
        .containsExactlyElementsOf(documents("{\"a\": 1}"));
  }

  @Test
  void operations_are_of_no_use_after_it() {
    List<DatabaseOperations> kept = new ArrayList<>();

    client()
        .withTransaction(operations -> {
          kept.add(operations);
          return true;
        });

    assertThatThrownBy(() -> kept.getFirst().count(THINGS, Filter.ALL))
        .isInstanceOf(DatastoreException.class);
  }

  @Test
  void transactions_on_one_document_lose_no_update() throws Exception {
    Value id = client().insertOne(THINGS, json("{\"n\": 0}")).ids().getFirst();

    inParallel(() -> {
      for (int round = 0; round < ROUNDS; round++) {
        retried(() -> raise(id));
      }
    });

    assertThat(client().findById(THINGS, id).orElseThrow().get("n"))
        .isEqualTo(Value.of(WRITERS * ROUNDS));
  }

  private boolean raise(Value id) {
    return client()
        .withTransaction(operations -> {
          Document read =
              operations.findOne(THINGS, Filter.byId(id), FindOptions.DEFAULT).orElseThrow();
          long n = ((IntegerValue) read.at("n").orElseThrow()).value();
          operations.updateOne(THINGS, Filter.byId(id), update().set("n", n + 1).build());
          return true;
        });
  }

  @Test
  void single_increments_at_once_lose_none() throws Exception {
    Value id = client().insertOne(THINGS, json("{\"n\": 0}")).ids().getFirst();

    inParallel(() -> {
      for (int round = 0; round < ROUNDS; round++) {
        client().updateOne(THINGS, Filter.byId(id), update().inc("n", 1).build());
      }
    });

    assertThat(client().findById(THINGS, id).orElseThrow().get("n"))
        .isEqualTo(Value.of(WRITERS * ROUNDS));
  }

  /// A transaction that was begun anew too often is refused as one to try again, and so is tried.
  private static void retried(Runnable work) {
    DatastoreException last = null;
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        work.run();
        return;
      } catch (DatastoreException conflict) {
        assertThat(conflict.kind()).isEqualTo(DatastoreException.Kind.TRANSACTION);
        assertThat(conflict.isRetryable()).isTrue();
        last = conflict;
      }
    }
    throw new AssertionError("a transaction was refused a hundred times", last);
  }

  static void inParallel(Runnable work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        running.add(threads.submit(work));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
