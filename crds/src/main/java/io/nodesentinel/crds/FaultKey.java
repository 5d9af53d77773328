package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Comparator;

/// What identifies a fault on its node. Parts that a report did not have are empty strings.
@ApiType
public record FaultKey(
    @Size(max = 128) @JsonPropertyDescription("Who reported it.") String agent,
    @Size(max = 64) @JsonPropertyDescription("The class of component.") String componentClass,
    @Size(max = 128) @JsonPropertyDescription("Name of the check.") String checkName,
    @Required @JsonPropertyDescription("Version of the check.") int version,
    @Size(max = 64) @JsonPropertyDescription("Kind of the part of the node. Absent means the node as a whole.")
        String entityType,
    @Size(max = 256) @JsonPropertyDescription("Which part. Absent means the node as a whole.")
        String entityValue,
    @Size(max = 128) @JsonPropertyDescription("Error code. Absent means none was given.")
        String errorCode)
    implements Comparable<FaultKey> {

  private static final Comparator<FaultKey> ORDER =
      Comparator.comparing(FaultKey::agent)
          .thenComparing(FaultKey::componentClass)
          .thenComparing(FaultKey::checkName)
          .thenComparingInt(FaultKey::version)
          .thenComparing(FaultKey::entityType)
          .thenComparing(FaultKey::entityValue)
          .thenComparing(FaultKey::errorCode);

  public FaultKey {
    agent = Values.text(agent);
    componentClass = Values.text(componentClass);
    checkName = Values.text(checkName);
    entityType = Values.text(entityType);
    entityValue = Values.text(entityValue);
    errorCode = Values.text(errorCode);
  }

  @Override
  public int compareTo(FaultKey other) {
    return ORDER.compare(this, other);
  }

  /// `agent/class/check/v1/type=value/code`; the part of an absent entity or code is empty. `%`,
  /// `/` and `=` within the parts are percent-encoded, so that different keys never look the same.
  @Override
  public String toString() {
    String entity =
        entityType.isEmpty() && entityValue.isEmpty()
            ? ""
            : escape(entityType) + "=" + escape(entityValue);
    return String.join(
        "/",
        escape(agent),
        escape(componentClass),
        escape(checkName),
        "v" + version,
        entity,
        escape(errorCode));
  }

  private static String escape(String part) {
    return part.replace("%", "%25").replace("/", "%2F").replace("=", "%3D");
  }
}
