package io.nodesentinel.operator.cli;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.nodesentinel.datastore.migrate.MigrationReport;
import io.nodesentinel.datastore.migrate.Rejection;
import io.nodesentinel.datastore.migrate.VerificationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What came of a move, for people and for machines.
final class MigrateReport {
  private MigrateReport() {}

  static String json(List<MigrationReport> moved, List<VerificationReport> verified) {
    return Serialization.asJson(Map.of("migrations", moved, "verifications", verified));
  }

  static List<String> lines(MigrationReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        head(
            report.dryRun() ? "Would be moved" : "Moved",
            report.source(),
            report.table(),
            report.read(),
            report.seconds()));
    if (report.resumedAfter() > 0) {
      lines.add(line("read by earlier runs", report.resumedAfter(), ""));
    }
    lines.add(line("read", report.read(), ""));
    lines.add(line(report.dryRun() ? "new" : "moved", report.migrated(), ""));
    lines.add(
        line(
            "there already",
            report.present(),
            report.changed() == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "%,d of them with other contents; --verify names them",
                    report.changed())));
    if (report.rejectedBefore() > 0) {
      lines.add(line("not moved by earlier runs", report.rejectedBefore(), "--restart names them"));
    }
    lines.add(line("cannot be moved", report.rejected(), ""));
    reasons(lines, report.rejections(), report.rejected());
    return lines;
  }

  static List<String> lines(VerificationReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        head("Compared", report.source(), report.table(), report.documents(), report.seconds()));
    lines.add(line("documents of the source", report.documents(), ""));
    lines.add(line("rows of PostgreSQL", report.rows(), ""));
    lines.add(line("the same on both sides", report.equal(), ""));
    lines.add(line("missing in PostgreSQL", report.missing(), ""));
    lines.add(line("different", report.different(), ""));
    if (report.statusOnly() > 0) {
      lines.add(
          line(
              "different status",
              report.statusOnly(),
              "in healtheventstatus, which the operator writes"));
    }
    if (report.extra() > 0) {
      lines.add(line("in PostgreSQL alone", report.extra(), "they come from elsewhere"));
    }
    if (report.repeated() > 0) {
      lines.add(line("repeated ids in the source", report.repeated(), "the first of each counts"));
    }
    lines.add(line("cannot be moved", report.rejected(), ""));
    reasons(lines, report.rejections(), report.rejected());
    for (VerificationReport.Difference difference : report.differences()) {
      lines.add(
          "    "
              + difference.kind().name().toLowerCase(Locale.ROOT)
              + ": "
              + difference.id()
              + (difference.place().isEmpty() ? "" : " (" + difference.place() + ")"));
    }
    return lines;
  }

  private static String head(
      String verb, String source, String table, long documents, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s: %s -> %s, in %.1f s (%,.0f documents/s)",
        verb,
        source,
        table,
        seconds,
        documents / Math.max(seconds, 1e-3));
  }

  private static String line(String what, long count, String remark) {
    String text = String.format(Locale.ROOT, "  %-28s%,14d", what, count);
    return remark.isEmpty() ? text : text + "   " + remark;
  }

  private static void reasons(List<String> lines, List<Rejection> shown, long all) {
    for (Rejection rejection : shown) {
      lines.add(
          "    "
              + rejection.place()
              + (rejection.id().isEmpty() ? "" : " (" + rejection.id() + ")")
              + ": "
              + rejection.reason());
    }
    if (all > shown.size()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "    ... and %,d more; --rejects FILE takes them all",
              all - shown.size()));
    }
  }
}
