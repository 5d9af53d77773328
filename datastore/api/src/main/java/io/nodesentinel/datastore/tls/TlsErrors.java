package io.nodesentinel.datastore.tls;

import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a failure of TLS means, in words for a person.
public final class TlsErrors {
  /// As the JDK reports an alert (RFC 8446, section 6) that the other side sent.
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  private TlsErrors() {}

  /// Whether the failure is one of TLS.
  public static boolean isOne(Throwable failure) {
    return first(failure, SSLException.class).isPresent()
        || first(failure, GeneralSecurityException.class).isPresent();
  }

  /// What is wrong, without a full stop.
  public static String words(Throwable failure) {
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + " is not there";
    }
    if (first(failure, CertificateExpiredException.class).isPresent()) {
      return "the server's certificate, or that of an authority above it, has expired";
    }
    if (first(failure, CertificateNotYetValidException.class).isPresent()) {
      return "the server's certificate is not valid yet; compare the clocks";
    }
    if (first(failure, CertPathBuilderException.class).isPresent()
        || first(failure, CertPathValidatorException.class).isPresent()) {
      return "the server's certificate does not come from an authority that we trust";
    }
    return first(failure, SSLException.class)
        .map(TlsErrors::handshake)
        .orElseGet(() -> message(failure));
  }

  private static String handshake(SSLException failure) {
    Matcher alert = ALERT.matcher(message(failure));
    if (alert.find()) {
      return "the server refused the connection, or our certificate: "
          + alert.group(1).replace('_', ' ');
    }
    return first(failure, CertificateException.class)
        .map(name ->
            "the server's certificate is not for the host that was asked for: " + message(name))
        .orElseGet(() -> message(failure));
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static <T extends Throwable> Optional<T> first(
      @Nullable Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
