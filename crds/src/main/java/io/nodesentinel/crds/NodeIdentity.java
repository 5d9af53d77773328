package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/// Which machine is behind a node name.
@ApiType
public record NodeIdentity(
    @Size(max = 64) @JsonPropertyDescription("metadata.uid of the Node.") String uid,
    @Size(max = 128) @JsonPropertyDescription(
            "status.nodeInfo.systemUUID of the Node. A Node that is made again with the same one keeps"
                + " its faults.")
        String systemUUID) {

  public NodeIdentity {
    uid = Values.text(uid);
    systemUUID = Values.text(systemUUID);
  }
}
