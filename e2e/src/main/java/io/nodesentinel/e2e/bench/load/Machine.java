package io.nodesentinel.e2e.bench.load;

import io.nodesentinel.e2e.bench.cluster.BareClient;
import io.nodesentinel.e2e.bench.cluster.Proc;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the figures were taken on. They compare only within one run.
public final class Machine {
  private Machine() {}

  /// @param parts what shares the machine
  public static Map<String, Object> facts(String parts) {
    List<String> loadAndMemory = Proc.machine();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("at", Instant.now().toString());
    facts.put(
        "machine",
        Runtime.getRuntime().availableProcessors()
            + " cores, "
            + loadAndMemory.get(1)
            + " GiB; "
            + parts
            + " all on it");
    facts.put("load average before", loadAndMemory.getFirst());
    facts.put("JDK", System.getProperty("java.vm.version"));
    return facts;
  }

  public static Map<String, Object> facts(
      BareClient client, List<String> operatorFlags, String size) {
    Map<String, Object> facts = facts("API server, etcd, controllers, operator and bench");
    facts.put("Kubernetes", client.get("/version").path("gitVersion").asText());
    facts.put("etcd", "--unsafe-no-fsync: no disk in any figure");
    facts.put("operator", "own JVM, own service account, " + operatorFlags);
    facts.put("size", size);
    return facts;
  }
}
