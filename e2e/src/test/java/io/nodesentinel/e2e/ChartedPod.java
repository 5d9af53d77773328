package io.nodesentinel.e2e;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a Pod of the chart would run, read from the Pod itself. Its kubelet is a fake one, so the
/// tests run it from source, with the arguments, the environment and the account of the Pod.
///
/// @param arguments of the image's entry point: a subcommand and its options
record ChartedPod(
    String name, String serviceAccount, List<String> arguments, Map<String, String> environment) {

  static ChartedPod of(KubernetesClient admin, Pod pod) {
    Container container = pod.getSpec().getContainers().getFirst();
    Map<String, String> environment = new LinkedHashMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), value(admin, pod, variable));
    }
    return new ChartedPod(
        pod.getMetadata().getName(),
        pod.getSpec().getServiceAccountName(),
        List.copyOf(container.getArgs()),
        environment);
  }

  private static String value(KubernetesClient admin, Pod pod, EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue() == null ? "" : variable.getValue();
    }
    SecretKeySelector key = variable.getValueFrom().getSecretKeyRef();
    String encoded =
        admin
            .secrets()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(key.getName())
            .get()
            .getData()
            .get(key.getKey());
    return new String(
        Base64.getDecoder().decode(Objects.requireNonNull(encoded, key.getKey())),
        StandardCharsets.UTF_8);
  }

  /// The options alone.
  String[] options() {
    return arguments.subList(1, arguments.size()).toArray(String[]::new);
  }
}
