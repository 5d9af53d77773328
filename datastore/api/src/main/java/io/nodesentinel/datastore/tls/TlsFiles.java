package io.nodesentinel.datastore.tls;

import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.tls.TlsMaterial.Reading;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PEM files, or what is held in memory in their place, read again for each connection. While
/// what they say cannot be used (a renewal that is half written, nonsense), the last good reading
/// stays in use. Thread-safe.
public final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  private final Tls tls;

  // Guarded by this.
  private Reading read;
  private TlsMaterial material;
  private long renewals;
  private @Nullable Reading refused;
  private @Nullable String trouble;

  /// Reads the files for the first time.
  ///
  /// @param provider whose connections they are for, as errors name it
  /// @throws DatastoreException (CERTIFICATE) if one cannot be read, or does not have what it
  ///   should
  public TlsFiles(Tls tls, String provider) {
    this.tls = tls;
    try {
      read = Reading.of(tls);
      material = TlsMaterial.of(tls.mode(), read);
    } catch (IOException | GeneralSecurityException failure) {
      throw DatastoreException.of(
              Kind.CERTIFICATE,
              "The files for TLS cannot be used: " + TlsErrors.words(failure) + ".",
              failure)
          .from(provider);
    }
  }

  /// What the files say now, or what they said when they last could be used.
  public synchronized TlsMaterial current() {
    try {
      Reading now = Reading.of(tls);
      if (now.equals(read)) {
        recovered();
      } else if (!now.equals(refused)) {
        take(now);
      }
    } catch (IOException unreadable) {
      keep(null, unreadable);
    }
    return material;
  }

  private void take(Reading now) throws IOException {
    try {
      material = TlsMaterial.of(tls.mode(), now);
      read = now;
      renewals++;
      recovered();
    } catch (GeneralSecurityException unusable) {
      keep(now, unusable);
    }
  }

  private void keep(@Nullable Reading now, Exception why) {
    String words = TlsErrors.words(why);
    if (!words.equals(trouble)) {
      LOG.warn("renewed files for TLS cannot be used, the last good ones stay in use: {}", words);
    }
    refused = now;
    trouble = words;
  }

  private void recovered() {
    refused = null;
    trouble = null;
  }

  /// Looks at the files, and says how they are.
  public synchronized TlsHealth look() {
    TlsMaterial now = current();
    return new TlsHealth(now.expiry(), renewals, trouble);
  }
}
