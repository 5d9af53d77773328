package io.nodesentinel.e2e.controlplane;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The command line of each program. Whatever names a file names it in the state folder, as
/// `--flag=path`: that is how processes without a pid file are recognised.
record CommandLines(Path binaries, StateFolder state, Ports ports, ControlPlaneSettings settings) {
  private static final String LOCALHOST = "127.0.0.1";

  List<String> of(Program program) {
    List<String> flags =
        switch (program) {
          case ETCD -> etcd();
          case KUBE_APISERVER -> apiServer();
          case KUBE_CONTROLLER_MANAGER -> controllerManager();
          case KUBE_SCHEDULER -> scheduler();
          case KWOK -> kwok();
        };
    return Stream.concat(Stream.of(binaries.resolve(program.fileName()).toString()), flags.stream())
        .toList();
  }

  /// Data that a crash may damage is no loss here, so nothing waits for the disk. The quota is far
  /// above the default of 2 GiB, which a test that makes many objects reaches.
  private List<String> etcd() {
    String client = "http://" + LOCALHOST + ":" + ports.etcd();
    String peer = "http://" + LOCALHOST + ":" + ports.etcdPeer();
    return List.of(
        "--data-dir=" + state.resolve("etcd"),
        "--unsafe-no-fsync",
        "--log-level=warn",
        "--quota-backend-bytes=8589934592",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer);
  }

  /// The advertised address keeps the server from looking for a network card, so that it also
  /// starts offline; it may then not be published as an endpoint, which nothing here reads.
  private List<String> apiServer() {
    return Stream.concat(
            Stream.of(
                "--etcd-servers=http://" + LOCALHOST + ":" + ports.etcd(),
                "--bind-address=" + LOCALHOST,
                "--advertise-address=" + LOCALHOST,
                "--endpoint-reconciler-type=none",
                "--secure-port=" + ports.apiServer(),
                "--cert-dir=" + state.certificates(),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--allow-privileged=true",
                "--authorization-mode=RBAC",
                "--token-auth-file=" + state.resolve("tokens.csv"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + state.resolve("sa.pub"),
                "--service-account-signing-key-file=" + state.resolve("sa.key"),
                "--shutdown-watch-termination-grace-period=2s",
                "--max-requests-inflight=2000",
                "--max-mutating-requests-inflight=1000"),
            settings.apiServerFlags().stream())
        .toList();
  }

  /// Fake kubelets send no heartbeats, so the grace period is longer than any test. Without
  /// `--use-service-account-credentials` the controllers have too few rights.
  private List<String> controllerManager() {
    return List.of(
        "--kubeconfig=" + state.kubeconfigOf(Program.KUBE_CONTROLLER_MANAGER),
        "--bind-address=" + LOCALHOST,
        "--secure-port=" + ports.controllerManager(),
        "--cert-dir=" + state.certificates(),
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        "--service-account-private-key-file=" + state.resolve("sa.key"),
        "--root-ca-file=" + state.apiServerCertificates(),
        "--kube-api-qps=2000",
        "--kube-api-burst=4000",
        "--concurrent-deployment-syncs=10",
        "--concurrent-replicaset-syncs=10",
        "--node-monitor-grace-period=24h",
        "--node-monitor-period=" + settings.nodeMonitorPeriod().toMillis() + "ms",
        "--controllers=" + String.join(",", settings.controllers()));
  }

  private List<String> scheduler() {
    return List.of(
        "--config=" + state.resolve("scheduler.yaml"),
        "--bind-address=" + LOCALHOST,
        "--secure-port=" + ports.scheduler(),
        "--cert-dir=" + state.certificates());
  }

  String schedulerConfiguration() {
    return """
    apiVersion: kubescheduler.config.k8s.io/v1
    kind: KubeSchedulerConfiguration
    clientConnection:
      kubeconfig: "%s"
      qps: 2000
      burst: 4000
    leaderElection:
      leaderElect: false
    """
        .formatted(state.kubeconfigOf(Program.KUBE_SCHEDULER));
  }

  /// A lease duration of 0 means no leases, hence no heartbeats.
  private List<String> kwok() {
    return List.of(
        "--kubeconfig=" + state.kubeconfigOf(Program.KWOK),
        "--config=" + state.resolve("kwok-stages.yaml"),
        "--manage-nodes-with-label-selector=" + FakeNodes.SELECTOR,
        "--node-lease-duration-seconds=0",
        "--node-ip=10.0.0.1",
        "--cidr=10.128.0.0/9",
        "--server-address=" + LOCALHOST + ":" + ports.kwok());
  }
}
