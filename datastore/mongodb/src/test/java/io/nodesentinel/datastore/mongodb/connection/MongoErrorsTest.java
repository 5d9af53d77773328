package io.nodesentinel.datastore.mongodb.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoErrorsTest {
  private static final ServerAddress SERVER = new ServerAddress();

  @ParameterizedTest
  @CsvSource({
    "13, AUTHENTICATION",
    "18, AUTHENTICATION",
    "50, TIMEOUT",
    "91, CONNECTION",
    "112, TRANSACTION",
    "251, TRANSACTION",
    "20, UNSUPPORTED",
    "40573, UNSUPPORTED",
    "10334, SERIALIZATION",
    "28, VALIDATION",
    "121, VALIDATION",
    "99999, UPDATE"
  })
  void a_code_of_the_server_has_a_kind(int code, Kind kind) {
    DatastoreException error = of(command(code, "no"), Kind.UPDATE);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.provider()).isEqualTo("mongodb");
    assertThat(error.metadata()).containsEntry("code", Integer.toString(code));
  }

  @Test
  void what_is_wrong_with_a_value_is_only_so_where_one_is_written() {
    assertThat(of(command(2, "no"), Kind.QUERY).kind()).isEqualTo(Kind.QUERY);
    assertThat(of(command(2, "no"), Kind.UPDATE).kind()).isEqualTo(Kind.VALIDATION);
  }

  @Test
  void a_message_says_nothing_of_documents() {
    DatastoreException path =
        of(command(28, "Cannot create field 'b' in element {a: \"secret\"}"), Kind.UPDATE);
    assertThat(path).hasMessageContaining("Cannot create field 'b'");
    assertThat(path.getMessage()).doesNotContain("secret");
    DatastoreException duplicate =
        of(
            new MongoWriteException(
                new WriteError(11000, "dup key: { a: \"secret\" }", new BsonDocument()),
                SERVER,
                Set.of()),
            Kind.INSERT);
    assertThat(duplicate.kind()).isEqualTo(Kind.INSERT);
    assertThat(duplicate.getMessage()).contains("is there already").doesNotContain("secret");
  }

  @Test
  void a_server_that_is_not_there_is_a_connection_error_and_one_that_is_slow_a_timeout() {
    assertThat(of(new MongoTimeoutException("no server"), Kind.QUERY).isConnectionError()).isTrue();
    assertThat(of(new MongoSocketOpenException("no", SERVER, new Exception()), Kind.QUERY).kind())
        .isEqualTo(Kind.CONNECTION);
    assertThat(
            of(new MongoSocketReadTimeoutException("no", SERVER, new Exception()), Kind.QUERY)
                .kind())
        .isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void a_handshake_that_failed_is_about_certificates() {
    DatastoreException error =
        of(
            new MongoSocketOpenException(
                "no", SERVER, new SSLHandshakeException("Received fatal alert: bad_certificate")),
            Kind.QUERY);
    assertThat(error.kind()).isEqualTo(Kind.CERTIFICATE);
    assertThat(error.isRetryable()).isFalse();
    assertThat(error).hasMessageContaining("bad certificate");
  }

  @Test
  void a_login_that_failed_says_neither_name_nor_password() {
    MongoCredential credential =
        MongoCredential.createCredential("somebody", "admin", "hush".toCharArray());
    DatastoreException error =
        of(
            new MongoSecurityException(credential, "Exception authenticating " + credential),
            Kind.CONNECTION);
    assertThat(error.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(error.getMessage()).doesNotContain("hush").doesNotContain("somebody");
  }

  @Test
  void a_transaction_that_lost_may_be_tried_again() {
    MongoException lost = command(7777, "lost");
    lost.addLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
    DatastoreException error = of(lost, Kind.QUERY);
    assertThat(error.kind()).isEqualTo(Kind.TRANSACTION);
    assertThat(error.isRetryable()).isTrue();
  }

  @Test
  void a_document_that_is_too_large_cannot_be_written() {
    assertThat(of(new BsonMaximumSizeExceededException("large"), Kind.INSERT).kind())
        .isEqualTo(Kind.SERIALIZATION);
  }

  private static MongoCommandException command(int code, String message) {
    return new MongoCommandException(
        new BsonDocument("ok", new BsonInt32(0))
            .append("code", new BsonInt32(code))
            .append("errmsg", new BsonString(message)),
        SERVER);
  }

  private static DatastoreException of(RuntimeException failure, Kind otherwise) {
    return MongoErrors.of(failure, otherwise, "doing something");
  }
}
