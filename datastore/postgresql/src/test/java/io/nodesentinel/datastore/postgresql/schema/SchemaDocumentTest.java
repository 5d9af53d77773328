package io.nodesentinel.datastore.postgresql.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@OnEveryServer
class SchemaDocumentTest {
  private static final Path DOCUMENT =
      Path.of(
          Objects.requireNonNull(System.getProperty("nodesentinel.home"), "nodesentinel.home"),
          "docs/postgresql-schema.sql");

  /// With -Dschema.write=true the file is written anew.
  @Test
  void the_committed_schema_is_that_of_the_migrations() throws IOException {
    if (Boolean.getBoolean("schema.write")) {
      Files.writeString(DOCUMENT, Schema.sql(), UTF_8);
    }
    assertThat(Files.readString(DOCUMENT, UTF_8))
        .as("docs/postgresql-schema.sql; run this test with -Dschema.write=true")
        .isEqualTo(Schema.sql());
  }

  @Test
  void the_document_makes_the_same_database_as_the_migrations() {
    TestDatabase byHand = TestServer.shared().newEmptyDatabase();
    byHand.script(Schema.sql());
    String structure =
        """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'nodesentinel_schema_history%'
        ORDER BY 1, 2
        """;
    assertThat(byHand.query(structure))
        .isNotEmpty()
        .isEqualTo(TestServer.shared().newDatabase().query(structure));
  }

  @Test
  void every_migration_is_in_the_document() {
    assertThat(Schema.status(TestServer.shared().newDatabase().dataSource()))
        .hasSize(10)
        .allMatch(Schema.Step::applied);
  }
}
