package io.nodesentinel.datastore.error;

import java.io.Serial;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A datastore could not do what was asked. The message is a sentence for a person and never
/// contains a credential or a document.
public final class DatastoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /// What kind of thing went wrong.
  public enum Kind {
    /// The store cannot be reached, or the connection broke.
    CONNECTION(true),
    /// The store does not accept who we say we are, or what we may do.
    AUTHENTICATION(false),
    /// No answer in time; whether the operation took effect is not known.
    TIMEOUT(true),
    /// TLS: a certificate or key is missing, unreadable, expired or not trusted.
    CERTIFICATE(false),
    /// A read was refused.
    QUERY(false),
    /// An insert was refused.
    INSERT(false),
    /// An update was refused.
    UPDATE(false),
    /// A delete was refused.
    DELETE(false),
    /// A transaction was rolled back because of others; nothing of it took effect.
    TRANSACTION(true),
    /// What was named does not exist.
    NOT_FOUND(false),
    /// The caller's value breaks a rule that is stated in the API; the same call never succeeds.
    VALIDATION(false),
    /// A document cannot be written as, or read from, JSON or BSON.
    SERIALIZATION(false),
    /// A stored value is not of the type that its reader needs.
    CONVERSION(false),
    /// The configuration is wrong or contradicts itself.
    CONFIGURATION(false),
    /// No provider of that name is on the class path.
    UNKNOWN_PROVIDER(false),
    /// Reading changes failed; the position is unharmed.
    CHANGE_STREAM(true),
    /// A resume token is not one of this store, or is damaged.
    RESUME_TOKEN(false),
    /// Changes between the position and the oldest one kept are gone; what they said must be read
    /// anew.
    HISTORY_GAP(false),
    /// This provider cannot do that. Said when asked, never done in part.
    UNSUPPORTED(false);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }

    /// The same call may succeed later without anybody changing anything, unless an exception says
    /// otherwise of itself.
    public boolean isRetryable() {
      return retryable;
    }
  }

  private final Kind kind;
  private final boolean retryable;
  private final String provider;

  // Serializable by its own type; an unmodifiable TreeMap of strings.
  @SuppressWarnings("serial")
  private final Map<String, String> metadata;

  private DatastoreException(
      Kind kind,
      boolean retryable,
      String provider,
      String message,
      Map<String, String> metadata,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryable = retryable;
    this.provider = provider;
    this.metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  public static DatastoreException of(Kind kind, String message) {
    return new DatastoreException(kind, kind.isRetryable(), "", message, Map.of(), null);
  }

  public static DatastoreException of(Kind kind, String message, Throwable cause) {
    return new DatastoreException(kind, kind.isRetryable(), "", message, Map.of(), cause);
  }

  /// The caller's value breaks a stated rule.
  public static DatastoreException invalid(String message) {
    return of(Kind.VALIDATION, message);
  }

  /// The provider cannot do that.
  public static DatastoreException unsupported(String message) {
    return of(Kind.UNSUPPORTED, message);
  }

  /// The same error, said of one provider.
  public DatastoreException from(String providerName) {
    return copy(retryable, providerName, metadata);
  }

  /// The same error with one more fact for a person who looks for the cause, such as `code`.
  public DatastoreException with(String key, String value) {
    Map<String, String> more = new TreeMap<>(metadata);
    more.put(key, value);
    return copy(retryable, provider, more);
  }

  /// The same error, where the provider knows better than its kind whether to try again.
  public DatastoreException retryable(boolean mayHelp) {
    return copy(mayHelp, provider, metadata);
  }

  private DatastoreException copy(boolean mayHelp, String providerName, Map<String, String> facts) {
    DatastoreException copy =
        new DatastoreException(kind, mayHelp, providerName, getMessage(), facts, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? kind.name() : message;
  }

  public Kind kind() {
    return kind;
  }

  /// The same call may succeed later without anybody changing anything.
  public boolean isRetryable() {
    return retryable;
  }

  /// The store itself could not be reached, so other calls will fail too.
  public boolean isConnectionError() {
    return kind == Kind.CONNECTION || kind == Kind.TIMEOUT;
  }

  /// The store refuses our credentials or certificates, or those it has itself: other calls will
  /// fail too, until they are renewed or a person mends them.
  public boolean isRefusal() {
    return kind == Kind.AUTHENTICATION || kind == Kind.CERTIFICATE;
  }

  /// Name of the provider that said it; empty if it was said before one was asked.
  public String provider() {
    return provider;
  }

  /// Further facts, sorted by name; none is a credential.
  public Map<String, String> metadata() {
    return metadata;
  }
}
