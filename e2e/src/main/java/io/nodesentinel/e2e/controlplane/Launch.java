package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What one start of a control plane has decided, and the order in which its programs come up.
record Launch(
    StateFolder state,
    ControlPlaneSettings settings,
    Ports ports,
    Credentials credentials,
    CommandLines commandLines,
    ProcessGroup processes) {

  /// Chooses free ports and new secrets; starts nothing yet.
  static Launch prepare(
      StateFolder state, Path binaries, ControlPlaneSettings settings, Lifetime lifetime)
      throws IOException {
    Ports ports = Ports.free();
    return new Launch(
        state,
        settings,
        ports,
        Credentials.random(),
        new CommandLines(binaries, state, ports, settings),
        new ProcessGroup(state, lifetime.launcher()));
  }

  void run(Deadline deadline) throws IOException {
    Folders.writePrivate(state.resolve("tokens.csv"), credentials.tokenFile());
    Credentials.writeServiceAccountKeys(state.resolve("sa.key"), state.resolve("sa.pub"));
    start(Program.ETCD);
    startApiServer(deadline);
    writeKubeconfig("admin", credentials.admin(), state.kubeconfig());
    if (settings.withControllers()) {
      startControllers(deadline);
    }
  }

  void startApiServer(Deadline deadline) throws IOException {
    start(Program.KUBE_APISERVER);
    // The namespace is there a moment after the server says that it is ready.
    List<Probe> probes = List.of(apiServer("/readyz"), apiServer("/api/v1/namespaces/default"));
    processes.awaitReady(Map.of(Program.KUBE_APISERVER, probes), deadline);
  }

  private void startControllers(Deadline deadline) throws IOException {
    writeKubeconfig(Program.KUBE_CONTROLLER_MANAGER, credentials.controllerManager());
    writeKubeconfig(Program.KUBE_SCHEDULER, credentials.scheduler());
    writeKubeconfig(Program.KWOK, credentials.kwok());
    Folders.writePrivate(state.resolve("scheduler.yaml"), commandLines.schedulerConfiguration());
    Folders.writePrivate(state.resolve("kwok-stages.yaml"), kwokStages());
    start(Program.KUBE_CONTROLLER_MANAGER);
    start(Program.KUBE_SCHEDULER);
    start(Program.KWOK);
    processes.awaitReady(
        Map.of(
            Program.KUBE_CONTROLLER_MANAGER, List.of(health(Program.KUBE_CONTROLLER_MANAGER)),
            Program.KUBE_SCHEDULER, List.of(health(Program.KUBE_SCHEDULER)),
            Program.KWOK, List.of(new Probe(address("http", Program.KWOK), null, null))),
        deadline);
  }

  private void start(Program program) throws IOException {
    processes.start(program, commandLines.of(program), ports.of(program));
  }

  private Probe apiServer(String path) {
    return new Probe(
        URI.create(apiServerUrl() + path), state.apiServerCertificates(), credentials.admin());
  }

  // Each of them makes a certificate for itself when it starts.
  private Probe health(Program program) {
    Path certificate = state.certificates().resolve(program.fileName() + ".crt");
    return new Probe(address("https", program), certificate, null);
  }

  private URI address(String scheme, Program program) {
    return URI.create("%s://127.0.0.1:%d/healthz".formatted(scheme, ports.of(program)));
  }

  private void writeKubeconfig(Program program, String token) throws IOException {
    writeKubeconfig(program.fileName(), token, state.kubeconfigOf(program));
  }

  private void writeKubeconfig(String user, String token, Path file) throws IOException {
    new Kubeconfig(apiServerUrl(), caBundlePem(), user, token, "default").write(file);
  }

  String apiServerUrl() {
    return "https://127.0.0.1:" + ports.apiServer();
  }

  String etcdUrl() {
    return "http://127.0.0.1:" + ports.etcd();
  }

  String caBundlePem() throws IOException {
    return Files.readString(state.apiServerCertificates());
  }

  private static String kwokStages() throws IOException {
    try (InputStream stages =
        ControlPlane.class.getResourceAsStream("/controlplane/kwok-stages.yaml")) {
      if (stages == null) {
        throw new IllegalStateException("the stages of kwok are not on the class path");
      }
      return new String(stages.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
