package io.nodesentinel.datastore.tck;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Reading and writing single calls, and counts that are true.
public abstract class DatabaseClientContract extends Contract {

  private void insert(String... jsons) {
    client().insertMany(THINGS, documents(jsons));
  }

  private List<Document> all() {
    return client().find(THINGS, Filter.ALL).toList();
  }

  @Test
  void every_kind_of_value_comes_back_as_it_went_in() {
    Document document =
        json(
            """
            {"null": null, "bool": true, "long": -9223372036854775808, "double": 0.1,
             "huge": 1e300, "text": "a\\"b\\\\c\\nd \u00e9\ud83d\ude00", "empty": "",
             "date": {"$date": "2026-03-02T09:15:04.138Z"},
             "early": {"$date": "0001-01-01T00:00:00.000Z"},
             "oid": {"$oid": "65e2f3d87c1b2a0001a1b2c3"},
             "uuid": {"$uuid": "0b5e7a3c-0000-4000-8000-000000000001"},
             "array": [1, [], {"a": [null]}, "x"], "inner": {"with.dot/and-more": {}}}\
            """);

    Value id = client().insertOne(THINGS, document).ids().getFirst();

    assertThat(client().findById(THINGS, id)).contains(document.with(Document.ID, id));
  }

  @Test
  void a_store_makes_an_id_or_takes_the_one_given() {
    Value own = Value.of("my-own id/1");

    InsertResult given = client().insertOne(THINGS, Document.of(Document.ID, own));
    InsertResult made = client().insertOne(THINGS, Document.empty());

    assertThat(given.ids()).containsExactly(own);
    assertThat(made.ids()).hasSize(1).doesNotContain(own);
    assertThat(client().findById(THINGS, own)).isPresent();
    refused(
        DatastoreException.Kind.INSERT,
        () -> client().insertOne(THINGS, Document.of(Document.ID, own)));
    refused(
        DatastoreException.Kind.VALIDATION,
        () -> client().insertOne(THINGS, Document.of(Document.ID, Value.of(7))));
    assertThat(all()).hasSize(2);
  }

  @Test
  void many_are_inserted_all_or_none() {
    InsertResult result = client().insertMany(THINGS, documents("{\"a\": 1}", "{\"a\": 2}"));

    assertThat(result.inserted()).isEqualTo(2);
    assertThat(client().findById(THINGS, result.ids().getLast()))
        .hasValueSatisfying(found -> assertThat(found.get("a")).isEqualTo(Value.of(2)));
    refused(
        DatastoreException.Kind.INSERT,
        () -> client().insertMany(THINGS, documents("{\"_id\": \"x\"}", "{\"_id\": \"x\"}")));
    assertThat(all()).hasSize(2);
    assertThat(client().insertMany(THINGS, List.of()).ids()).isEmpty();
  }

  @Test
  void a_repeated_insert_by_key_inserts_nothing_twice() {
    FieldPath key = FieldPath.of("meta.key");
    List<Document> batch =
        documents(
            "{\"meta\": {\"key\": \"a\"}}",
            "{\"meta\": {\"key\": \"b\"}}",
            "{\"meta\": {\"key\": \"a\"}}",
            "{\"meta\": {}}");

    InsertResult first = client().insertManyIdempotent(THINGS, batch, key);
    InsertResult second = client().insertManyIdempotent(THINGS, batch, key);

    assertThat(first.inserted()).isEqualTo(3);
    assertThat(first.duplicates()).isEqualTo(1);
    assertThat(second.inserted()).isEqualTo(1);
    assertThat(second.duplicates()).isEqualTo(3);
    assertThat(client().count(THINGS, filter().exists("meta.key").build())).isEqualTo(2);
    refused(
        DatastoreException.Kind.VALIDATION,
        () -> client().insertManyIdempotent(THINGS, documents("{\"meta\": {\"key\": []}}"), key));
  }

  @Test
  void finding_orders_skips_limits_and_cuts_down() {
    insert("{\"a\": 2, \"b\": 1}", "{\"a\": 1, \"b\": 2}", "{\"a\": 2, \"b\": 3}", "{\"b\": 9}");

    List<Document> found =
        client()
            .find(
                THINGS,
                filter().exists("a").build(),
                FindOptions.sorted(Sort.descending("a").thenAscending("b"))
                    .skipping(1)
                    .limitedTo(2)
                    .projected(Projection.of("b").withoutId()))
            .toList();

    assertThat(found).containsExactlyElementsOf(documents("{\"b\": 3}", "{\"b\": 2}"));
    assertThat(
            client()
                .findOne(THINGS, Filter.ALL, FindOptions.sorted(Sort.descending("b")).limitedTo(7)))
        .hasValueSatisfying(one -> assertThat(one.get("b")).isEqualTo(Value.of(9)));
    assertThat(client().findOne(THINGS, Filter.NONE, FindOptions.DEFAULT)).isEmpty();
  }

  @Test
  void a_cursor_streams_more_than_a_page_and_can_be_left() {
    client()
        .insertMany(
            THINGS,
            IntStream.range(0, 2_500).mapToObj(i -> Document.of("i", Value.of(i))).toList());

    try (Cursor<Document> cursor =
        client().find(THINGS, Filter.ALL, FindOptions.sorted(Sort.ascending("i")))) {
      for (int i = 0; i < 1_500; i++) {
        assertThat(cursor.next().get("i")).isEqualTo(Value.of(i));
      }
    }
    for (int i = 0; i < 30; i++) {
      try (Cursor<Document> cursor = client().find(THINGS, Filter.ALL)) {
        assertThat(cursor.hasNext()).isTrue();
      }
    }
    assertThat(client().count(THINGS, Filter.ALL)).isEqualTo(2_500);
  }

  @Test
  void updates_count_what_matched_and_what_changed() {
    insert("{\"a\": 1}", "{\"a\": 1, \"b\": 5}", "{\"a\": 2}");

    assertThat(
            client().updateMany(THINGS, filter().eq("a", 1).build(), update().set("b", 5).build()))
        .isEqualTo(UpdateResult.of(2, 1));
    assertThat(
            client().updateOne(THINGS, filter().eq("a", 1).build(), update().inc("c", 1).build()))
        .isEqualTo(UpdateResult.of(1, 1));
    assertThat(
            client().updateMany(THINGS, filter().eq("a", 3).build(), update().set("b", 1).build()))
        .isEqualTo(UpdateResult.NONE);
    assertThat(client().updateMany(THINGS, Filter.ALL, update().unset("nothing.there").build()))
        .isEqualTo(UpdateResult.of(3, 0));
    assertThat(client().count(THINGS, filter().eq("b", 5).build())).isEqualTo(2);
    assertThat(client().count(THINGS, filter().eq("c", 1).build())).isEqualTo(1);
  }

  @Test
  void an_update_that_a_document_does_not_allow_changes_nothing_of_it() {
    insert("{\"a\": \"text\"}");

    refused(
        DatastoreException.Kind.VALIDATION,
        () -> client().updateOne(THINGS, Filter.ALL, update().set("z", 1).inc("a", 1).build()));
    refused(
        DatastoreException.Kind.VALIDATION,
        () -> client().updateOne(THINGS, Filter.ALL, update().set("a.b", 1).build()));
    assertThat(withoutIds(all())).containsExactlyElementsOf(documents("{\"a\": \"text\"}"));
  }

  @Test
  void the_status_of_a_document_is_written_by_id() {
    Value id = client().insertOne(THINGS, json("{\"status\": {\"x\": 1}}")).ids().getFirst();

    assertThat(
            client().updateDocumentStatus(THINGS, id, FieldPath.of("status.y"), Value.of("done")))
        .isEqualTo(UpdateResult.of(1, 1));
    assertThat(
            client()
                .updateDocumentStatusFields(
                    THINGS,
                    id,
                    Map.of(
                        FieldPath.of("status.x"), Value.of(2),
                        FieldPath.of("status.z"), Value.nothing())))
        .isEqualTo(UpdateResult.of(1, 1));
    assertThat(
            client()
                .updateDocumentStatus(
                    THINGS, Value.of("no such"), FieldPath.of("status.y"), Value.of(1)))
        .isEqualTo(UpdateResult.NONE);
    assertThat(withoutIds(all()))
        .containsExactlyElementsOf(
            documents("{\"status\": {\"x\": 2, \"y\": \"done\", \"z\": null}}"));
  }

  @Test
  void an_upsert_inserts_once_and_then_updates() {
    Filter byName = filter().eq("name", "x").eq("kind.k", 1).build();

    UpdateResult first = client().upsert(THINGS, byName, update().inc("n", 1).build());
    UpdateResult second = client().upsert(THINGS, byName, update().inc("n", 1).build());

    assertThat(first.upsertedId()).isPresent();
    assertThat(first.matched()).isZero();
    assertThat(second).isEqualTo(UpdateResult.of(1, 1));
    assertThat(withoutIds(all()))
        .containsExactlyElementsOf(documents("{\"name\": \"x\", \"kind\": {\"k\": 1}, \"n\": 2}"));
    refused(
        DatastoreException.Kind.UNSUPPORTED,
        () -> client().upsert(THINGS, filter().gt("n", 1).build(), update().set("n", 1).build()));
  }

  @Test
  void deleting_says_how_many_went() {
    insert("{\"a\": 1}", "{\"a\": 1}", "{\"a\": 2}");

    assertThat(client().deleteMany(THINGS, filter().eq("a", 1).build())).isEqualTo(2);
    assertThat(client().deleteMany(THINGS, filter().eq("a", 1).build())).isZero();
    assertThat(all()).hasSize(1);
  }

  @Test
  void names_and_values_that_look_like_code_are_only_names_and_values() {
    List<String> nasty =
        List.of(
            "'; DROP TABLE x; --",
            "\" OR 1=1 --",
            "a') || ('",
            "x${jndi:y}",
            "{\"$gt\": \"\"}",
            "\\",
            "%");
    for (String text : nasty) {
      client()
          .insertOne(THINGS, Document.of("v", Document.of("n-" + text, Value.of(text)).asValue()));
      String path = "v.n-" + text.replace('.', '-');
      assertThat(client().count(THINGS, filter().eq(path, text).build())).as(text).isEqualTo(1);
      assertThat(client().count(THINGS, filter().eq(path, text + "x").build())).isZero();
      assertThat(
              client()
                  .updateMany(
                      THINGS,
                      filter().eq(path, text).build(),
                      update().set("w." + text, 1).build()))
          .isEqualTo(UpdateResult.of(1, 1));
      assertThat(
              client()
                  .find(
                      THINGS,
                      filter().exists("w." + text).build(),
                      FindOptions.sorted(Sort.ascending(path)))
                  .toList())
          .as(text)
          .hasSize(1);
    }
    assertThat(all()).hasSize(nasty.size());
  }

  @Test
  void a_document_that_is_too_large_is_a_typed_error_and_the_store_goes_on() {
    Document large = Document.of("a", Value.of("x".repeat(16 * 1024 * 1024)));

    refused(DatastoreException.Kind.SERIALIZATION, () -> client().insertOne(THINGS, large));
    client().ping();
    assertThat(all()).isEmpty();
  }

  @Test
  void a_collection_that_nobody_wrote_to_is_empty() {
    assertThat(all()).isEmpty();
    assertThat(client().count(THINGS, Filter.ALL)).isZero();
    assertThat(client().updateMany(THINGS, Filter.ALL, update().set("a", 1).build()))
        .isEqualTo(UpdateResult.NONE);
  }

  @Test
  void a_client_that_is_closed_leaves_its_store_open() {
    client().close();
    client().close();

    assertThat(store().healthEvents().latestForNode("n1")).isEmpty();
  }

  @Test
  void what_was_written_is_there_after_a_restart() {
    insert("{\"a\": 1}");
    store().close();

    try (var again = openAgain()) {
      assertThat(again.client().count(THINGS, Filter.ALL)).isEqualTo(1);
    }
  }
}
