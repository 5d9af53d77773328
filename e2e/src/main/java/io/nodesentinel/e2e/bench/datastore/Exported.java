package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.e2e.bench.cluster.BenchException;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Events as `mongoexport` writes them, and the rows that become of them.
///
/// @param count how many
record Exported(int count) {
  private static final Instant FIRST = Instant.parse("2026-03-02T09:15:04.138Z");
  private static final int NODES = 5_000;
  private static final int BATCH = 10_000;

  /// Writes the file, a document on each line, in relaxed form.
  Path write(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int number = 1; number <= count; number++) {
        out.write(document(number));
        out.write('\n');
      }
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String document(int number) {
    return """
    {"_id":{"$oid":"65e2f3d8%016x"},"createdAt":{"$date":"%s"},"healthevent":{"version":1,\
    "agent":"gpu-health-monitor","componentclass":"GPU","checkname":"GpuXidError","isfatal":true,\
    "ishealthy":false,"message":"XID 79: device not reachable","recommendedaction":15,\
    "errorcode":["79"],"entitiesimpacted":[{"entitytype":"GPU","entityvalue":"0"},\
    {"entitytype":"PCI","entityvalue":"0000:3b:00"}],\
    "metadata":{"number":"%d","node.kubernetes.io/instance-type":"gpu-large"},\
    "generatedtimestamp":{"seconds":%d,"nanos":138983712},"nodename":"node-%d",\
    "processingstrategy":1},"healtheventstatus":{"nodequarantined":null,\
    "userpodsevictionstatus":{"status":""},"faultremediated":null}}\
    """
        .formatted(number, at(number), number, at(number).getEpochSecond(), number % NODES);
  }

  private static Instant at(int number) {
    return FIRST.plusMillis(number);
  }

  /// Copies the rows into a table, as fast as PostgreSQL takes them.
  ///
  /// @return rows a second; making their text is not counted
  double copy(Connection connection, String table) throws SQLException {
    long nanos = 0;
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY "
                    + table
                    + " (id, node_name, event_type, severity, recommended_action, document,"
                    + " created_at) FROM STDIN");
    try {
      for (int from = 1; from <= count; from += BATCH) {
        byte[] rows = rows(from, Math.min(count, from + BATCH - 1));
        long begin = System.nanoTime();
        copy.writeToCopy(rows, 0, rows.length);
        copy.flushCopy();
        nanos += System.nanoTime() - begin;
      }
      long begin = System.nanoTime();
      long copied = copy.endCopy();
      nanos += System.nanoTime() - begin;
      if (copied != count) {
        throw new BenchException("COPY took %d of %d rows".formatted(copied, count));
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    return count / (nanos / 1e9);
  }

  private static byte[] rows(int from, int to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int number = from; number <= to; number++) {
      String node = "node-" + number % NODES;
      String document = Events.document(node, number).replaceAll("\\n\\s*", "");
      text.writeBytes(
          String.format(
                  Locale.ROOT,
                  "00000000-65e2-f3d8-%04x-%012x\t%s\tGpuXidError\tGPU\tRESTART_VM\t%s\t%s\n",
                  0,
                  number,
                  node,
                  document,
                  at(number))
              .getBytes(StandardCharsets.UTF_8));
    }
    return text.toByteArray();
  }
}
