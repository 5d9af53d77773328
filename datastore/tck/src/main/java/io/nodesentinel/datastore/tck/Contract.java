package io.nodesentinel.datastore.tck;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What the test classes of the contract share. A provider says how to open a database and what it
/// is excused from.
public abstract class Contract {
  /// A collection without meaning to any provider.
  protected static final Collection THINGS = new Collection("ContractThings");

  private DataStore store;

  /// The databases of one test, the same for all of it.
  protected abstract Databases databases();

  @BeforeEach
  void open() {
    store = databases().openEmpty();
  }

  /// Opens another store on the same database, as after a restart.
  protected final DataStore openAgain() {
    return databases().openAgain();
  }

  @AfterEach
  void close() {
    store.close();
  }

  protected final DataStore store() {
    return store;
  }

  protected final DatabaseClient client() {
    return store.client();
  }

  protected static Document json(String json) {
    return DocumentJson.read(json);
  }

  protected static List<Document> documents(String... jsons) {
    return Stream.of(jsons).map(DocumentJson::read).toList();
  }

  /// The documents without their ids, which stores make.
  protected static List<Document> withoutIds(List<Document> documents) {
    return documents.stream().map(document -> document.without(List.of(Document.ID))).toList();
  }

  /// Asserts that the call fails with an error of this kind.
  protected static DatastoreException refused(DatastoreException.Kind kind, ThrowingCallable call) {
    DatastoreException failure = Assertions.catchThrowableOfType(DatastoreException.class, call);
    Assertions.assertThat(failure).as("an error of kind %s", kind).isNotNull();
    Assertions.assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
    return failure;
  }
}
