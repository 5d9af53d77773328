package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.nodesentinel.e2e.controlplane.RunningControlPlane.Entry;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What the commands print about a control plane, for people and for programs.
record ControlPlaneReport(RunningControlPlane controlPlane) {
  private static final Pattern SHELL_SAFE = Pattern.compile("[A-Za-z0-9_./~+-]+");
  private static final String ROW = "%-26s%9s  %-9s%10s%7s%n";

  void printUp(OutputFormat format, PrintWriter out) {
    switch (format) {
      case text -> out.println("export KUBECONFIG=" + shellQuoted(kubeconfig()));
      case json -> out.println(json());
    }
    out.flush();
  }

  void printStatus(OutputFormat format, PrintWriter out) {
    switch (format) {
      case text -> printTable(out);
      case json -> out.println(json());
    }
    out.flush();
  }

  private void printTable(PrintWriter out) {
    if (controlPlane.processes().isEmpty()) {
      out.println("No control plane in " + controlPlane.state().root() + ".");
      return;
    }
    out.printf(ROW, "PROCESS", "PID", "STATE", "RSS", "PORT");
    for (Entry entry : controlPlane.processes()) {
      out.printf(ROW, entry.program(), entry.pid(), stateOf(entry), memory(entry), entry.port());
    }
    out.println(verdict());
  }

  private String verdict() {
    if (controlPlane.isUsable()) {
      return "Ready: export KUBECONFIG=" + shellQuoted(kubeconfig());
    }
    return "Not usable (API server %s). `up` starts a new one in its place, `down` removes it."
        .formatted(controlPlane.apiServerReady() ? "ready" : "not ready");
  }

  private String json() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("state", controlPlane.state().root().toString());
    document.put("kubeconfig", kubeconfig());
    document.put("usable", controlPlane.isUsable());
    List<Map<String, Object>> processes =
        controlPlane.processes().stream().map(ControlPlaneReport::process).toList();
    document.put("processes", processes);
    return Serialization.asJson(document);
  }

  private static Map<String, Object> process(Entry entry) {
    Map<String, Object> process = new LinkedHashMap<>();
    process.put("name", entry.program().fileName());
    process.put("pid", entry.pid());
    process.put("state", stateOf(entry));
    entry.residentKib().ifPresent(kib -> process.put("rssKib", kib));
    process.put("port", entry.port());
    return process;
  }

  private static String stateOf(Entry entry) {
    return entry.running() ? "running" : "gone";
  }

  private static String memory(Entry entry) {
    return entry.residentKib().isPresent()
        ? String.format(Locale.ROOT, "%d MiB", entry.residentKib().getAsLong() / 1024)
        : "-";
  }

  private String kubeconfig() {
    return controlPlane.state().kubeconfig().toString();
  }

  static String shellQuoted(String path) {
    return SHELL_SAFE.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
