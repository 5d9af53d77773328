package io.nodesentinel.e2e.bench.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The requests that the API server has counted, from its own `/metrics`.
///
/// Its counter by verb and resource does not say who asked. Its flow control counts by flow schema,
/// and a schema for the operator's service account alone, without leases, says how much the
/// operator asked; another one counts its watches, which the API server ends after five to ten
/// minutes each, and which then begin anew. What only the operator writes is read from the first,
/// all its requests from the second; the difference is its requests on what others write too, which
/// is Nodes.
///
/// @param byResource requests by verb, resource and code
/// @param ofOperator all requests of the operator but its watches and those for its lease
/// @param watches that the operator began
public record RequestCounts(Map<Key, Long> byResource, long ofOperator, long watches) {
  private static final String FLOW_SCHEMA = "bench-operator";
  private static final String WATCH_SCHEMA = "bench-operator-watches";

  /// @param resource with group and subresource, as `nodequarantines.nodesentinel.io/status`
  public record Key(String verb, String resource, int code) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final String REQUESTS = "apiserver_request_total{";
  private static final String FLOWS = "apiserver_flowcontrol_dispatched_requests_total{";

  public RequestCounts {
    byResource = Map.copyOf(byResource);
  }

  /// Makes the API server count the operator's requests: same priority level as without, counters
  /// of their own.
  public static void tellApart(BareClient client, String namespace, String serviceAccount) {
    count(client, WATCH_SCHEMA, 499, "watch", namespace, serviceAccount);
    count(client, FLOW_SCHEMA, 500, "*", namespace, serviceAccount);
  }

  private static void count(
      BareClient client,
      String schema,
      int precedence,
      String verb,
      String namespace,
      String serviceAccount) {
    client.create(
        "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
        """
        {"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"FlowSchema",
         "metadata":{"name":"%s"},
         "spec":{"priorityLevelConfiguration":{"name":"workload-low"},"matchingPrecedence":%d,
          "distinguisherMethod":{"type":"ByUser"},
          "rules":[{
           "subjects":[{"kind":"ServiceAccount",
            "serviceAccount":{"namespace":"%s","name":"%s"}}],
           "resourceRules":[{"verbs":["%s"],"resources":["*"],"clusterScope":true,
            "namespaces":["*"],"apiGroups":["","nodesentinel.io","events.k8s.io"]}]}]}}\
        """
            .formatted(schema, precedence, namespace, serviceAccount, verb));
  }

  public static RequestCounts of(BareClient client) {
    return parse(client.text("/metrics"));
  }

  public static RequestCounts parse(String metrics) {
    Map<Key, Long> counts = new TreeMap<>();
    Map<String, Long> flows = new TreeMap<>();
    metrics
        .lines()
        .forEach(line -> {
          if (line.startsWith(REQUESTS)) {
            counts.merge(key(labels(line)), value(line), Long::sum);
          } else if (line.startsWith(FLOWS)) {
            flows.merge(labels(line).getOrDefault("flow_schema", ""), value(line), Long::sum);
          }
        });
    return new RequestCounts(
        counts, flows.getOrDefault(FLOW_SCHEMA, 0L), flows.getOrDefault(WATCH_SCHEMA, 0L));
  }

  public RequestCounts since(RequestCounts before) {
    Map<Key, Long> counts = new TreeMap<>();
    byResource.forEach((key, count) -> {
      long more = count - before.byResource.getOrDefault(key, 0L);
      if (more != 0) {
        counts.put(key, more);
      }
    });
    return new RequestCounts(counts, ofOperator - before.ofOperator, watches - before.watches);
  }

  public long sum(Predicate<Key> which) {
    return byResource.entrySet().stream()
        .filter(e -> which.test(e.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// The operator's requests by verb and resource. Nodes are what is left of all.
  public Map<String, Long> operatorByResource() {
    Map<String, Long> named = new TreeMap<>();
    byResource.forEach((key, count) -> {
      if (isOfOperatorAlone(key)) {
        named.merge(key.verb() + " " + key.resource(), count, Long::sum);
      }
    });
    long rest = ofOperator - named.values().stream().mapToLong(Long::longValue).sum();
    named.put("nodes", rest);
    return named;
  }

  public long conflicts() {
    return sum(key -> key.code() == 409 && !key.resource().startsWith("leases"));
  }

  private static boolean isOfOperatorAlone(Key key) {
    return switch (key.resource()) {
      case "healthevents.nodesentinel.io/status",
          "nodequarantines.nodesentinel.io",
          "nodequarantines.nodesentinel.io/status",
          "quarantinepolicies.nodesentinel.io/status",
          "events.events.k8s.io" ->
          !key.verb().equals("WATCH") && !key.verb().equals("LIST");
      default -> false;
    };
  }

  private static Key key(Map<String, String> labels) {
    String group = labels.getOrDefault("group", "");
    String sub = labels.getOrDefault("subresource", "");
    String resource =
        labels.getOrDefault("resource", "")
            + (group.isEmpty() ? "" : "." + group)
            + (sub.isEmpty() ? "" : "/" + sub);
    String code = labels.getOrDefault("code", "0");
    return new Key(
        labels.getOrDefault("verb", ""),
        resource,
        code.matches("\\d+") ? Integer.parseInt(code) : 0);
  }

  private static Map<String, String> labels(String line) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher matcher = LABEL.matcher(line);
    while (matcher.find()) {
      labels.put(matcher.group(1), matcher.group(2));
    }
    return labels;
  }

  private static long value(String line) {
    return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
