package io.nodesentinel.e2e.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Linux says about processes in `/proc`; see proc(5). Elsewhere there is nothing to read, and
/// the figures are absent.
public final class Proc {
  /// USER_HZ, which is 100 on every platform that runs a JVM.
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  private Proc() {}

  /// Resident memory in MiB.
  ///
  /// @param now VmRSS
  /// @param peak VmHWM, since the process began
  public record Memory(double now, double peak) {
    public static final Memory UNKNOWN = new Memory(Double.NaN, Double.NaN);

    /// @param status the content of `/proc/PID/status`
    public static Memory parse(String status) {
      return new Memory(mib(status, "VmRSS"), mib(status, "VmHWM"));
    }

    private static double mib(String status, String key) {
      Matcher matcher = Pattern.compile("(?m)^" + key + ":\\s+(\\d+) kB$").matcher(status);
      return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : Double.NaN;
    }
  }

  public static Memory memory(long pid) {
    try {
      return Memory.parse(Files.readString(file(pid, "status")));
    } catch (IOException noProc) {
      return Memory.UNKNOWN;
    }
  }

  /// CPU seconds that each process has used so far; those that cannot be read are left out.
  public static Map<String, Double> cpu(Map<String, Long> pids) {
    Map<String, Double> used = new TreeMap<>();
    pids.forEach((name, pid) -> {
      try {
        used.put(name, cpuSeconds(Files.readString(file(pid, "stat"))));
      } catch (IOException noProc) {
        used.remove(name);
      }
    });
    return used;
  }

  /// @param stat the content of `/proc/PID/stat`; the name in it may hold blanks and parentheses
  public static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }

  public static Map<String, Double> difference(
      Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> used = new TreeMap<>();
    after.forEach((name, seconds) ->
        used.put(name, Math.round((seconds - before.getOrDefault(name, 0.0)) * 100) / 100.0));
    return used;
  }

  /// The load averages, and the memory of the machine.
  public static List<String> machine() {
    try {
      String memory =
          Files.readString(Path.of("/proc/meminfo"))
              .lines()
              .findFirst()
              .orElse("")
              .replaceAll("\\D", "");
      String gib = memory.isEmpty() ? "?" : Long.toString(Long.parseLong(memory) / (1024 * 1024));
      return List.of(load(), gib);
    } catch (IOException noProc) {
      return List.of("?", "?");
    }
  }

  public static String load() {
    try {
      String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
      return fields[0] + " " + fields[1] + " " + fields[2];
    } catch (IOException noProc) {
      return "?";
    }
  }

  private static Path file(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
