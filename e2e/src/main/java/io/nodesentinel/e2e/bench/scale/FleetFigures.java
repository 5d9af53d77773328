package io.nodesentinel.e2e.bench.scale;

import static io.nodesentinel.e2e.bench.report.Texts.millis;
import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.load.OneAtATime;
import io.nodesentinel.e2e.bench.plot.Axis;
import io.nodesentinel.e2e.bench.plot.Hue;
import io.nodesentinel.e2e.bench.plot.Line;
import io.nodesentinel.e2e.bench.plot.LinePlot;
import io.nodesentinel.e2e.bench.plot.LinePlot.Mark;
import io.nodesentinel.e2e.bench.plot.Plot;
import io.nodesentinel.e2e.bench.plot.Point;
import io.nodesentinel.e2e.bench.report.Headline;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What two replicas cost on the whole fleet.
final class FleetFigures {
  /// domain.md's figures for 5,000 nodes and 150,000 pods.
  private static final double MEMORY_TARGET = 512;

  private static final double ACTING_TARGET = 5;
  private static final double CALLS_TARGET = 12;

  private final Report report;
  private final ScaleSettings settings;
  private final int podBytes;
  private double restStart;
  private double leaderCpu;
  private double standbyCpu;

  FleetFigures(Report report, ScaleSettings settings, int podBytes) {
    this.report = report;
    this.settings = settings;
    this.podBytes = podBytes;
  }

  void starts(Fleet fleet) {
    Fleet.Start leader = fleet.leaderStart;
    double fromLeading = leader.acting() - leader.leading();
    report.add(
        Row.of(
            "fleet: process start -> everything in memory",
            text("%.2f s", leader.watching()),
            text("standby %.2f s", fleet.standbyStart.watching())));
    report.add(Row.of("fleet: process start -> leading", text("%.2f s", leader.leading()), ""));
    report.add(
        Row.of(
            "fleet: process start -> first cordon",
            text("%.2f s", leader.acting()),
            text("%.2f s from leading", fromLeading),
            "5 s from leading",
            fromLeading <= ACTING_TARGET));
    report.add(memory("fleet: RSS peak, first lists included, leader", leader.memory().peak()));
    report.add(memory("fleet: RSS peak, standby", fleet.standbyStart.memory().peak()));
    report.fact("fleet: leader start", leader);
    report.fact("fleet: standby watching seconds", fleet.standbyStart.watching());
  }

  private static Row memory(String what, double mib) {
    return Row.of(what, text("%.0f MiB", mib), "", "512 MiB", mib <= MEMORY_TARGET);
  }

  void settled(Fleet fleet) {
    report.add(
        Row.of(
            "fleet: RSS settled, before anything",
            text("leader %.0f MiB", fleet.leaderMemory().now()),
            text("standby %.0f MiB", fleet.standbyMemory().now())));
  }

  void cycles(OneAtATime.Result result) {
    report.add(
        Row.of(
            "fleet: event -> cordon, one at a time, P50/P99",
            millis(result.cordon()),
            text("%d cycles", result.cordon().millis().size())));
    report.add(
        Row.of(
            "API calls per node, quarantine to release",
            text("%.1f", result.callsPerCycle()),
            "counted by the API server, leases aside",
            "12",
            result.callsPerCycle() <= CALLS_TARGET));
    report.fact("fleet: one at a time", result.cordon().facts());
    report.fact("API calls per node", result.callsPerCycle());
    report.headline(
        new Headline(
            text("%.1f", result.callsPerCycle()),
            "API calls per node, from quarantine to release",
            "12",
            Optional.of(result.callsPerCycle() <= CALLS_TARGET)));
  }

  void restBegins(Fleet fleet) {
    restStart = System.nanoTime() / 1e9;
    leaderCpu = fleet.leaderCpu();
    standbyCpu = fleet.standbyCpu();
  }

  void restEnds(Fleet fleet) {
    double seconds = System.nanoTime() / 1e9 - restStart;
    double leader = 100 * (fleet.leaderCpu() - leaderCpu) / seconds;
    double standby = 100 * (fleet.standbyCpu() - standbyCpu) / seconds;
    report.add(
        Row.of(
            text("fleet: CPU at rest, over %.0f s", seconds),
            text("leader %.2f %% of a core", leader),
            text("standby %.2f %%", standby)));
    report.fact("CPU at rest, percent of a core", Map.of("leader", leader, "standby", standby));
  }

  /// After everything.
  void memory(Fleet fleet, Sampler sampler) {
    Proc.Memory leader = fleet.leaderMemory();
    Proc.Memory standby = fleet.standbyMemory();
    report.add(
        Row.of(
            "fleet: RSS settled, after everything",
            text("leader %.0f MiB", leader.now()),
            text("standby %.0f MiB", standby.now())));
    report.add(
        Row.of(
            "fleet: RSS peak of the whole run",
            text("leader %.0f MiB", leader.peak()),
            text("standby %.0f MiB", standby.peak()),
            "512 MiB",
            Math.max(leader.peak(), standby.peak()) <= MEMORY_TARGET));
    report.fact("fleet: leader memory", leader);
    report.fact("fleet: standby memory", standby);
    report.headline(
        new Headline(
            text("%.0f MiB", leader.peak()),
            text("peak memory of the leader; standby %.0f MiB", standby.peak()),
            "512 MiB",
            Optional.of(Math.max(leader.peak(), standby.peak()) <= MEMORY_TARGET)));
    report.sectionFirst(section(sampler));
  }

  private Section section(Sampler sampler) {
    double end = sampler.now();
    return new Section(
        "The fleet",
        text(
            "Two replicas with the operator's own identity, each a JVM with %s, watch %,d nodes and"
                + " %,d running pods (%,d bytes each in etcd; one was posted and run by the fake"
                + " kubelet, the others are copies of what the API server stored).",
            String.join(" ", settings.operatorFlags()),
            settings.nodes(),
            settings.pods(),
            podBytes),
        List.of(
            plot(
                "Resident memory",
                "VmRSS, twice a second.",
                "MiB",
                sampler.resident(Fleet.LEADER),
                sampler.resident(Fleet.STANDBY),
                end,
                sampler.marks(),
                List.of(new Mark(MEMORY_TARGET, "target"))),
            plot(
                "CPU",
                "Of two cores that etcd, the API server, the controllers, the fake kubelets and the"
                    + " bench share; moving average over 3 s.",
                "percent of a core",
                smooth(sampler.busy(Fleet.LEADER)),
                smooth(sampler.busy(Fleet.STANDBY)),
                end,
                sampler.marks(),
                List.of())));
  }

  private static Plot plot(
      String title,
      String note,
      String unit,
      List<Point> leader,
      List<Point> standby,
      double end,
      List<Mark> marks,
      List<Mark> limits) {
    double most = 1;
    for (Point point : leader) {
      most = Math.max(most, point.y());
    }
    for (Point point : standby) {
      most = Math.max(most, point.y());
    }
    for (Mark limit : limits) {
      most = Math.max(most, limit.at() * 1.02);
    }
    return new LinePlot(
        title,
        note,
        true,
        Axis.exact("seconds since the leader was started", 0, Math.max(1, end)),
        Axis.linear(unit, most),
        List.of(
            new Line("leader", Hue.OPERATOR, false, leader),
            new Line("standby", Hue.STANDBY, false, standby)),
        marks,
        limits);
  }

  /// The mean of up to six neighbours: half a second is too short for a counter of 10 ms ticks.
  static List<Point> smooth(List<Point> points) {
    List<Point> smooth = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double sum = 0;
      int from = Math.max(0, i - 5);
      for (int j = from; j <= i; j++) {
        sum += points.get(j).y();
      }
      smooth.add(new Point(points.get(i).x(), sum / (i - from + 1)));
    }
    return smooth;
  }
}
