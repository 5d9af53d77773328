package io.nodesentinel.e2e.datastore;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One control plane for the tests of the provider: they empty it, and stop its API server. Started
/// by the first class that asks, closed with the run.
final class ProviderCluster implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ObjectDatabases.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(ProviderCluster.class))
        .computeIfAbsent(
            ObjectDatabases.class, _ -> ObjectDatabases.start(), ObjectDatabases.class);
  }
}
