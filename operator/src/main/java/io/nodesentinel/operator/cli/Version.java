package io.nodesentinel.operator.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version as Maven wrote it into the jar.
final class Version implements IVersionProvider {
  private static final String FILE =
      "/META-INF/maven/io.nodesentinel/nodesentinel-operator/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"nodesentinel " + number(), "Java " + Runtime.version()};
  }

  private static String number() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      if (in == null) {
        return "(classes, not a jar)";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "(unknown)");
    }
  }
}
