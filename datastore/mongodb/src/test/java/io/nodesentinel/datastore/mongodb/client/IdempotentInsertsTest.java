package io.nodesentinel.datastore.mongodb.client;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.IndexOptions;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.client.UniqueKeys.UniqueKey;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.contract.MongoDouble;
import io.nodesentinel.datastore.query.Filter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Inserts by key beyond the contract, on the double.
class IdempotentInsertsTest {
  private static final Collection THINGS = new Collection("Things");
  private static final FieldPath KEY = FieldPath.of("key");

  private final MongoDouble server = new MongoDouble();
  private final Connection connection =
      new Connection(DatastoreConfig.fromConnectionString(server.url().replace("/?", "/things?")));
  private final Names names = new Names("HealthEvents", "MaintenanceEvents", "ResumeTokens");

  @BeforeEach
  void connect() {
    connection.ping();
  }

  @AfterEach
  void stop() {
    connection.close();
    server.close();
  }

  private MongoDatabaseClient client(UniqueKeys unique) {
    return new MongoDatabaseClient(connection, names, unique);
  }

  private MongoDatabaseClient indexed() {
    connection
        .database()
        .getCollection("Things")
        .createIndex(BsonDocument.parse("{key: 1}"), new IndexOptions().unique(true));
    return client(new UniqueKeys(Set.of(new UniqueKey(THINGS, KEY))));
  }

  private static List<Document> documents(String... jsons) {
    return Stream.of(jsons).map(DocumentJson::read).toList();
  }

  @Test
  void a_key_that_was_changed_since_can_be_inserted_again() {
    MongoDatabaseClient client = client(UniqueKeys.NONE);
    List<Document> one = documents("{\"key\": \"a\"}");
    client.insertManyIdempotent(THINGS, one, KEY);
    client.updateMany(THINGS, Filter.ALL, update().set("key", "b").build());

    assertThat(client.insertManyIdempotent(THINGS, one, KEY).inserted()).isEqualTo(1);
    assertThat(client.insertManyIdempotent(THINGS, one, KEY).duplicates()).isEqualTo(1);
    assertThat(client.count(THINGS, filter().eq("key", "a").build())).isEqualTo(1);
  }

  @Test
  void an_id_of_ones_own_needs_an_index_that_keeps_the_key() {
    assertThatThrownBy(() ->
            client(UniqueKeys.NONE)
                .insertManyIdempotent(THINGS, documents("{\"_id\": \"x\", \"key\": \"a\"}"), KEY))
        .isInstanceOfSatisfying(
            DatastoreException.class, error -> assertThat(error.kind()).isEqualTo(Kind.UNSUPPORTED))
        .hasMessageContaining("key")
        .hasMessageContaining("Things");
  }

  @Test
  void an_index_decides_also_where_documents_have_their_own_ids() {
    MongoDatabaseClient client = indexed();
    List<Document> batch =
        documents("{\"_id\": \"x\", \"key\": \"a\"}", "{\"_id\": \"y\", \"key\": \"b\"}");

    InsertResult first = client.insertManyIdempotent(THINGS, batch.subList(0, 1), KEY);
    InsertResult second = client.insertManyIdempotent(THINGS, batch, KEY);

    assertThat(first.inserted()).isEqualTo(1);
    assertThat(second.ids()).containsExactly(Value.of("y"));
    assertThat(second.duplicates()).isEqualTo(1);
  }

  @Test
  void an_id_that_is_taken_by_another_key_is_an_error() {
    MongoDatabaseClient client = indexed();
    client.insertManyIdempotent(THINGS, documents("{\"_id\": \"x\", \"key\": \"a\"}"), KEY);

    assertThatThrownBy(() ->
            client.insertManyIdempotent(THINGS, documents("{\"_id\": \"x\", \"key\": \"b\"}"), KEY))
        .isInstanceOfSatisfying(
            DatastoreException.class, error -> assertThat(error.kind()).isEqualTo(Kind.INSERT));
  }
}
