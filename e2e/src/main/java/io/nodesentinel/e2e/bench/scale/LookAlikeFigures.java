package io.nodesentinel.e2e.bench.scale;

import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.report.Headline;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Section;
import java.util.List;
import java.util.Optional;

/// The look-alike run, which is right or wrong and not fast or slow.
final class LookAlikeFigures {
  private static final int SHOWN = 5;

  private LookAlikeFigures() {}

  static void add(Report report, ScaleSettings settings, LookAlike.Result result) {
    report.check(
        Row.of(
            text(
                "%d fatal among %,d events on %,d nodes: quarantined",
                result.fatal(), result.nodes(), result.nodes()),
            text("%d, within %.1f s", result.quarantined(), result.quarantinedAfter())
                + named("missing", result.missing())
                + named("wrong", result.wrong())
                + named("NodeQuarantine of others", result.quarantines()),
            "",
            "exactly " + result.fatal(),
            result.missing().isEmpty()
                && result.wrong().isEmpty()
                && result.quarantines().isEmpty()));
    report.check(
        Row.of(
            text("  changed otherwise, %d s later", settings.restSeconds()),
            text("%d nodes", result.touched().size() + result.rewritten().size())
                + named("written", result.touched())
                + named("written again", result.rewritten()),
            "by the resourceVersion of every node of the fleet",
            "0",
            result.touched().isEmpty() && result.rewritten().isEmpty()));
    report.add(
        Row.of(
            text("  requests of the operator in these %d s", settings.restSeconds()),
            Long.toString(result.restRequests()),
            text(
                "counted by the API server, leases aside, and %d watches that it had ended",
                result.watches()),
            "0",
            result.restRequests() == 0));
    report.fact("look-alike", result);
    report.headline(
        new Headline(
            result.quarantined() + " of " + result.fatal(),
            text("quarantined among %,d look-alikes, and nothing else", result.nodes()),
            "exactly " + result.fatal(),
            Optional.of(result.exact())));
    report.section(
        new Section(
            "Look-alikes",
            text(
                "%,d events at once, one on each of as many nodes. %d are fatal and meant; the others"
                    + " are like them, but not fatal, only to be stored, healthy, or of an agent that"
                    + " no policy names. %d nodes were quarantined, the last after %.1f s. %d s later"
                    + " the resourceVersion of every node of the fleet was compared: %d had changed"
                    + " that should not have. The operator sent %d requests in that time, leases"
                    + " aside.",
                result.nodes(),
                result.fatal(),
                result.quarantined(),
                result.quarantinedAfter(),
                settings.restSeconds(),
                result.touched().size() + result.rewritten().size(),
                result.restRequests()),
            List.of()));
  }

  private static String named(String what, List<String> nodes) {
    return nodes.isEmpty()
        ? ""
        : text(
            "; %d %s, among them %s",
            nodes.size(), what, nodes.subList(0, Math.min(SHOWN, nodes.size())));
  }
}
