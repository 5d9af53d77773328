package io.nodesentinel.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a real API server: one for the whole test run, started by the first class that asks.
/// Parameters of type [KubernetesClient] (an administrator's) and [Cluster] are resolved.
///
/// Without one the tests fail, with a sentence that names the choices, unless
/// `-Dnodesentinel.skip.cluster=true` asks for them to be skipped.
public final class RealCluster implements BeforeAllCallback, ExecutionCondition, ParameterResolver {
  private static final String SKIP_PROPERTY = "nodesentinel.skip.cluster";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Boolean.getBoolean(SKIP_PROPERTY)
        ? ConditionEvaluationResult.disabled(
            "-D" + SKIP_PROPERTY + "=true: tests on a real API server were not wanted")
        : ConditionEvaluationResult.enabled("a real API server is wanted");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == KubernetesClient.class || type == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Cluster cluster = cluster(context);
    return parameter.getParameter().getType() == Cluster.class ? cluster : cluster.admin();
  }

  // The root store closes it when the run ends; a start that failed is not tried again.
  private static Cluster cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(RealCluster.class))
        .computeIfAbsent(Cluster.class, key -> Cluster.start(), Cluster.class);
  }
}
