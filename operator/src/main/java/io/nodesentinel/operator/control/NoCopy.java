package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.Cloner;

/// Our reconcilers only read what they are given, so the framework need not copy it for each look.
final class NoCopy implements Cloner {
  @Override
  public <R extends HasMetadata> R clone(R object) {
    return object;
  }
}
