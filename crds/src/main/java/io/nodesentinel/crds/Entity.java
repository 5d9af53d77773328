package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A part of a node.
@ApiType
public record Entity(
    @Required
        @Size(min = 1, max = 64) @JsonPropertyDescription("Kind of the part, such as GPU, GPU_UUID or PCI.")
        String entityType,
    @Required
        @Size(min = 1, max = 256) @JsonPropertyDescription("Which one, such as 0 or 0000:3b:00.")
        String entityValue) {

  public Entity {
    entityType = Values.text(entityType);
    entityValue = Values.text(entityValue);
  }
}
