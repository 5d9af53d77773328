package io.nodesentinel.datastore.migrate.testing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Invented documents as `mongoexport` writes them.
public final class Exports {
  private static final Instant FIRST = Instant.parse("2026-03-02T09:15:04.138Z");

  private Exports() {}

  /// The golden document of MongoDB, on one line.
  public static String golden() {
    try (InputStream in = Exports.class.getResourceAsStream("/golden/mongodb-health-event.json")) {
      if (in == null) {
        throw new IllegalStateException("the golden document is not among the test resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\n\\s*", "");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The object id of a number.
  public static String id(int number) {
    return String.format(Locale.ROOT, "65e2f3d8%016x", number);
  }

  /// A health event in relaxed form.
  public static String relaxed(int number) {
    return """
    {"_id":{"$oid":"%s"},"createdAt":{"$date":"%s"},"healthevent":{"version":1,\
    "agent":"gpu-health-monitor","componentclass":"GPU","checkname":"GpuXidError","isfatal":%s,\
    "ishealthy":false,"message":"XID 79: device %d not reachable","recommendedaction":15,\
    "errorcode":["79"],"entitiesimpacted":[{"entitytype":"GPU","entityvalue":"%d"}],\
    "metadata":{"serial":"%d"},"generatedtimestamp":{"seconds":%d,"nanos":138983712},\
    "nodename":"gpu-%03d","processingstrategy":1},"healtheventstatus":{"nodequarantined":null,\
    "userpodsevictionstatus":{"status":"NotStarted","message":""},"faultremediated":null}}\
    """
        .formatted(
            id(number),
            FIRST.plusMillis(number),
            number % 2 == 0,
            number,
            number % 8,
            number,
            FIRST.getEpochSecond() + number,
            number % 500);
  }

  /// The same event in canonical form.
  public static String canonical(int number) {
    return """
    {"_id":{"$oid":"%s"},"createdAt":{"$date":{"$numberLong":"%d"}},\
    "healthevent":{"version":{"$numberInt":"1"},\
    "agent":"gpu-health-monitor","componentclass":"GPU","checkname":"GpuXidError","isfatal":%s,\
    "ishealthy":false,"message":"XID 79: device %d not reachable",\
    "recommendedaction":{"$numberInt":"15"},\
    "errorcode":["79"],"entitiesimpacted":[{"entitytype":"GPU","entityvalue":"%d"}],\
    "metadata":{"serial":"%d"},"generatedtimestamp":{"seconds":{"$numberLong":"%d"},\
    "nanos":{"$numberInt":"138983712"}},\
    "nodename":"gpu-%03d","processingstrategy":{"$numberInt":"1"}},\
    "healtheventstatus":{"nodequarantined":null,\
    "userpodsevictionstatus":{"status":"NotStarted","message":""},"faultremediated":null}}\
    """
        .formatted(
            id(number),
            FIRST.plusMillis(number).toEpochMilli(),
            number % 2 == 0,
            number,
            number % 8,
            number,
            FIRST.getEpochSecond() + number,
            number % 500);
  }

  /// Events of the numbers from 1 on, in relaxed form.
  public static List<String> events(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Exports::relaxed).toList();
  }

  /// A file with a document on each line.
  public static Path lines(Path folder, List<String> documents) {
    return write(folder.resolve("events.json"), documents.stream());
  }

  /// As large as one likes: nothing is held in memory.
  public static Path write(Path file, Stream<String> documents) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String document : (Iterable<String>) documents::iterator) {
        out.write(document);
        out.write('\n');
      }
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
