package io.nodesentinel.datastore.postgresql;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.Setting;
import io.nodesentinel.datastore.postgresql.retention.DeadLetterRetention;
import io.nodesentinel.datastore.postgresql.retention.EventRetention;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is removed for its age, as the configuration says. Of several processes on one database the
/// one that keeps the least decides.
record OldThings(Optional<EventRetention> events, Optional<DeadLetterRetention> deadLetters) {
  private static final Logger LOG = LoggerFactory.getLogger(OldThings.class);
  private static final Duration DEFAULT = Duration.ofDays(30);

  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) if a duration is
  ///   none
  static OldThings of(DatastoreConfig config, DataSource pool) {
    return new OldThings(
        age(config, Setting.RETENTION).map(age -> new EventRetention(pool, age)),
        age(config, Setting.DEAD_LETTER_RETENTION).map(age -> new DeadLetterRetention(pool, age)));
  }

  private static Optional<Duration> age(DatastoreConfig config, Setting setting) {
    return Optional.of(config.retention(setting, DEFAULT)).filter(Duration::isPositive);
  }

  /// One pass of each; bounded.
  void remove() throws SQLException {
    long events = this.events.isPresent() ? this.events.get().run() : 0;
    long letters = deadLetters.isPresent() ? deadLetters.get().run() : 0;
    if (events + letters > 0) {
      LOG.info(
          "removed {} closed health events and {} dead letters for their age", events, letters);
    }
  }
}
