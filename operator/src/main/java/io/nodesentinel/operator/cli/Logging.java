package io.nodesentinel.operator.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import org.slf4j.LoggerFactory;

/// Chooses among what `logback.xml` offers.
final class Logging {
  private static final String FORMAT = "nodesentinel.log";
  private static final String PLAIN_FROM = "nodesentinel.log.plain-from";

  private Logging() {}

  /// For a process that has not logged yet.
  static void useUnlessChosen(LogFormat format) {
    if (System.getProperty(FORMAT) == null) {
      System.setProperty(FORMAT, format.name());
    }
  }

  /// Logs from now on in that format, and from the level `NODESENTINEL_LOG_LEVEL` on.
  static void use(LogFormat format) throws JoranException {
    System.setProperty(FORMAT, format.name());
    System.setProperty(PLAIN_FROM, "TRACE");
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      new ContextInitializer(context).autoConfig();
    }
  }
}
