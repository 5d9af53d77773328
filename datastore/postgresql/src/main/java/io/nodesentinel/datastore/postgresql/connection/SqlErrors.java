package io.nodesentinel.datastore.postgresql.connection;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.AUTHENTICATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CERTIFICATE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TIMEOUT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.VALIDATION;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.tls.TlsErrors;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What an SQLSTATE means, by Appendix A of the PostgreSQL manual.
public final class SqlErrors {
  /// Name of the provider in errors.
  public static final String PROVIDER = "postgresql";

  private SqlErrors() {}

  /// The typed error.
  ///
  /// @param otherwise its kind if the state says nothing more particular
  /// @param doing what was tried, in words that follow "PostgreSQL failed while"
  public static DatastoreException of(SQLException failure, Kind otherwise, String doing) {
    String state = state(failure);
    Kind kind = kind(failure, state, otherwise);
    return DatastoreException.of(
            kind, "PostgreSQL failed while %s: %s".formatted(doing, words(failure)), failure)
        .from(PROVIDER)
        .with("sqlstate", state);
  }

  /// The SQLSTATE of the failure or of the first cause that has one.
  public static String state(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  private static Kind kind(SQLException failure, String state, Kind otherwise) {
    if (TlsErrors.isOne(failure)) {
      return CERTIFICATE;
    }
    if (hasCause(failure, SocketTimeoutException.class) || failure instanceof SQLTimeoutException) {
      return TIMEOUT;
    }
    return switch (state) {
      case "57014", "55P03", "25P03", "25P04" -> TIMEOUT;
      case "40001", "40P01" -> TRANSACTION;
      case "42501" -> AUTHENTICATION;
      case "3D000", "3F000", "42P01", "42703", "42883" -> CONFIGURATION;
      case "22021", "22P05", "54000", "54001" -> SERIALIZATION;
      case "57P01", "57P02", "57P03", "57P05", "53300" -> CONNECTION;
      default ->
          switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "08" -> CONNECTION;
            case "28" -> AUTHENTICATION;
            case "22" -> VALIDATION;
            default -> failure instanceof SQLTransientConnectionException ? CONNECTION : otherwise;
          };
    };
  }

  /// The server's own sentence, without the detail, which quotes stored values; or what is wrong
  /// with a certificate.
  public static String words(SQLException failure) {
    if (TlsErrors.isOne(failure)) {
      return TlsErrors.words(failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException server) {
        ServerErrorMessage message = server.getServerErrorMessage();
        if (message != null && message.getMessage() != null) {
          return message.getMessage();
        }
      }
    }
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private static boolean hasCause(@Nullable Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
