package io.nodesentinel.datastore.mongodb.connection;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.AUTHENTICATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CERTIFICATE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TIMEOUT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.UNSUPPORTED;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.UPDATE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.VALIDATION;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.tls.TlsErrors;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;

/// What an error of the driver means, by its class and by the codes of MongoDB's `error_codes.yml`.
public final class MongoErrors {
  /// Name of the provider in errors.
  public static final String PROVIDER = "mongodb";

  public static final int DUPLICATE_KEY = 11000;
  private static final int LONGEST_REASON = 300;

  private MongoErrors() {}

  /// The typed error.
  ///
  /// @param failure of the driver, or of its BSON library
  /// @param otherwise its kind if nothing more particular is known
  /// @param doing what was tried, in words that follow "MongoDB failed while"
  public static DatastoreException of(RuntimeException failure, Kind otherwise, String doing) {
    Kind kind = kind(failure, otherwise);
    return DatastoreException.of(
            kind, "MongoDB failed while %s: %s.".formatted(doing, reason(failure, kind)), failure)
        .from(PROVIDER)
        .with("code", Integer.toString(code(failure)));
  }

  /// The code of the error, of the first of several; 0 or negative if it has none.
  public static int code(RuntimeException failure) {
    WriteError write = writeError(failure);
    return write != null
        ? write.getCode()
        : failure instanceof MongoException mongo ? mongo.getCode() : 0;
  }

  private static @Nullable WriteError writeError(RuntimeException failure) {
    return switch (failure) {
      case MongoWriteException write -> write.getError();
      case MongoBulkWriteException bulk when !bulk.getWriteErrors().isEmpty() ->
          bulk.getWriteErrors().getFirst();
      default -> null;
    };
  }

  private static Kind kind(RuntimeException failure, Kind otherwise) {
    if (TlsErrors.isOne(failure)) {
      return CERTIFICATE;
    }
    return switch (failure) {
      case BSONException _ -> SERIALIZATION;
      case MongoSecurityException security ->
          security.getCause() instanceof MongoSocketException ? CONNECTION : AUTHENTICATION;
      case MongoConfigurationException _ -> CONFIGURATION;
      case MongoSocketReadTimeoutException _ -> TIMEOUT;
      case MongoExecutionTimeoutException _ -> TIMEOUT;
      case MongoOperationTimeoutException _ -> TIMEOUT;
      // No server, or no free connection, in time: nothing was sent.
      case MongoTimeoutException _ -> CONNECTION;
      case MongoSocketException _ -> CONNECTION;
      case MongoConnectionPoolClearedException _ -> CONNECTION;
      case MongoServerUnavailableException _ -> CONNECTION;
      case MongoInterruptedException _ -> CONNECTION;
      case MongoNotPrimaryException _ -> CONNECTION;
      case MongoNodeIsRecoveringException _ -> CONNECTION;
      case MongoWriteConcernException _ -> TIMEOUT;
      case MongoException mongo
          when mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL) ->
          TRANSACTION;
      // The driver says so when the client was closed.
      case IllegalStateException _ -> CONNECTION;
      default -> kind(code(failure), otherwise);
    };
  }

  private static Kind kind(int code, Kind otherwise) {
    boolean writing = otherwise == INSERT || otherwise == UPDATE;
    return switch (code) {
      case 13, 18, 11, 33, 8000 -> AUTHENTICATION;
      case 6, 7, 89, 91, 189, 10107, 11600, 11602, 13435, 13436 -> CONNECTION;
      case 50, 64, 202, 262 -> TIMEOUT;
      case 112, 225, 244, 251 -> TRANSACTION;
      case 10334, 17280, 17419, 17420, 15, 22 -> SERIALIZATION;
      // Transactions and change streams need a replica set.
      case 20, 263, 40573 -> UNSUPPORTED;
      // Wrong type, path through no document, number too large, a rule of the collection.
      case 2, 14, 28, 40, 52, 54, 56, 57, 66, 121 -> writing ? VALIDATION : otherwise;
      default -> otherwise;
    };
  }

  /// The server's own sentence up to where it quotes a document, without a full stop.
  private static String reason(RuntimeException failure, Kind kind) {
    if (kind == CERTIFICATE) {
      return TlsErrors.words(failure);
    }
    if (code(failure) == DUPLICATE_KEY) {
      return "a document with that id, or with that value of a field that must be unique, is there"
          + " already";
    }
    if (failure instanceof MongoSecurityException) {
      return "the server does not accept the user name, password or certificate";
    }
    if (failure instanceof MongoSocketException socket) {
      return "no connection to %s (%s)".formatted(socket.getServerAddress(), message(socket));
    }
    WriteError write = writeError(failure);
    String message = write != null ? write.getMessage() : failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    int quotes = message.indexOf('{');
    String own = (quotes < 0 ? message : message.substring(0, quotes)).strip();
    String brief = own.length() > LONGEST_REASON ? own.substring(0, LONGEST_REASON) : own;
    return brief.endsWith(".") ? brief.substring(0, brief.length() - 1) : brief;
  }

  /// The first cause says why: refused, no such host, timed out.
  private static String message(MongoSocketException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
