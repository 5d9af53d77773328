package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.List;

/// Stages that documents go through in order. Made with [PipelineBuilder].
public record Pipeline(List<Stage> stages) {
  private static final int MAX_STAGES = 100;

  public Pipeline {
    stages = List.copyOf(stages);
    if (stages.size() > MAX_STAGES) {
      throw DatastoreException.invalid(
          "A pipeline has at most %d stages; this one has %d."
              .formatted(MAX_STAGES, stages.size()));
    }
  }
}
