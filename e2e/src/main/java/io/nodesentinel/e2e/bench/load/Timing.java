package io.nodesentinel.e2e.bench.load;

import io.nodesentinel.e2e.bench.report.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one burst took.
///
/// @param changed seconds from the first request until the last node was seen changed
/// @param sent seconds until the last request of the bench was answered
/// @param settled seconds until everything that follows was seen too; as `changed` for the bare
///   client
/// @param curve seconds after which each node was seen changed, ascending
/// @param cpu seconds of CPU by process, until everything was quiet
/// @param operatorRequests of the operator by verb and resource, until everything was quiet
public record Timing(
    double changed,
    double sent,
    double settled,
    List<Double> curve,
    long operatorCalls,
    long conflicts,
    Map<String, Long> operatorRequests,
    Map<String, Double> cpu) {

  public Timing {
    curve = curve.stream().sorted().toList();
    operatorRequests = Map.copyOf(operatorRequests);
    cpu = Map.copyOf(cpu);
  }

  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("changedSeconds", changed);
    facts.put("sentSeconds", sent);
    facts.put("settledSeconds", settled);
    facts.put("operatorCalls", operatorCalls);
    facts.put("conflicts", conflicts);
    facts.put("operatorRequests", operatorRequests);
    facts.put("cpuSeconds", cpu);
    return facts;
  }

  public static double changed(List<Timing> rounds) {
    return Samples.median(rounds.stream().mapToDouble(Timing::changed).toArray());
  }

  public static double settled(List<Timing> rounds) {
    return Samples.median(rounds.stream().mapToDouble(Timing::settled).toArray());
  }

  public static double calls(List<Timing> rounds) {
    return Samples.median(rounds.stream().mapToDouble(Timing::operatorCalls).toArray());
  }
}
