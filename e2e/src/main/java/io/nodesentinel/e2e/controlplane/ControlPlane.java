package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// A running control plane on 127.0.0.1 that ends when it is closed, or when this process ends in
/// any way but a kill. What a kill leaves behind is ended by the next start in the same folder, or
/// by [#sweepAbandoned(Path)].
///
/// Thread-safe, but for stopping and starting the API server, which is for one thread at a time.
public final class ControlPlane implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final int PORT_ATTEMPTS = 3;

  private final Launch launch;
  private final ShutdownHook atExit;

  private ControlPlane(Launch launch) {
    this.launch = launch;
    this.atExit = ShutdownHook.register("stop-control-plane", launch.processes()::end);
  }

  /// Starts a control plane and returns when it is ready, fake nodes included.
  ///
  /// @param stateDir absent, empty, or the state of an earlier control plane, which is ended and
  ///   deleted. Holds credentials, logs and data; stays there after [#close()]
  /// @param binaries a folder with the programs, as [Binaries] finds it
  /// @throws ControlPlaneException if it is not ready within a minute, or if a program ends; with
  ///   the end of that program's log
  public static ControlPlane start(Path stateDir, Path binaries, ControlPlaneSettings settings) {
    return start(new StateFolder(stateDir), binaries, settings, Lifetime.OF_THIS_PROCESS);
  }

  static ControlPlane start(
      StateFolder state, Path binaries, ControlPlaneSettings settings, Lifetime lifetime) {
    try {
      for (int attempt = 1; ; attempt++) {
        state.createAfresh();
        ControlPlane started =
            new ControlPlane(Launch.prepare(state, binaries, settings, lifetime));
        try {
          started.run();
          return started;
        } catch (ProgramEndedException e) {
          started.close();
          if (!e.portTaken() || attempt == PORT_ATTEMPTS) {
            throw e;
          }
        } catch (IOException | RuntimeException e) {
          started.close();
          throw e;
        }
      }
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot start the control plane: " + e, e);
    }
  }

  private void run() throws IOException {
    launch.run(Deadline.in(START_TIMEOUT));
    if (launch.settings().fakeNodes() > 0) {
      try (KubernetesClient client = adminClient()) {
        FakeNodes.create(client, launch.settings().fakeNodes());
      }
    }
  }

  /// A new client for an administrator (group system:masters), over HTTP/1.1 and without silent
  /// retries. The caller closes it.
  public KubernetesClient adminClient() {
    byte[] trusted = caBundlePem().getBytes(StandardCharsets.UTF_8);
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(apiServerUrl())
            .withOauthToken(launch.credentials().admin())
            .withCaCertData(Base64.getEncoder().encodeToString(trusted))
            .withHttp2Disable(true)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /// The administrator's kubeconfig, readable for the owner only.
  public Path kubeconfig() {
    return launch.state().kubeconfig();
  }

  /// Such as `https://127.0.0.1:40123`.
  public String apiServerUrl() {
    return launch.apiServerUrl();
  }

  /// Where etcd listens, without TLS and without credentials, such as `http://127.0.0.1:40124`.
  public String etcdUrl() {
    return launch.etcdUrl();
  }

  /// What the API server's certificate is verified with: PEM, certificate and CA.
  public String caBundlePem() {
    try {
      return launch.caBundlePem();
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot read the API server's certificates: " + e, e);
    }
  }

  /// The process of each program that was started and not stopped.
  public Map<Program, Long> pids() {
    return launch.processes().pids();
  }

  /// Stops the API server and starts it again, same address, same data, same credentials; returns
  /// when it is ready. Open watches break and requests in between fail, as in a cluster.
  public void restartApiServer() {
    stopApiServer();
    startApiServer();
  }

  /// Stops the API server; everything else runs on and finds nobody until [#startApiServer()].
  public void stopApiServer() {
    launch.processes().end(Program.KUBE_APISERVER);
  }

  /// Stops the fake kubelets for good: pods stay what they are, and nobody lets go of those that
  /// are deleted. Nodes stay ready, since nobody waits for a heartbeat.
  public void stopFakeKubelets() {
    launch.processes().end(Program.KWOK);
  }

  /// Starts the API server again after [#stopApiServer()]; returns when it is ready.
  public void startApiServer() {
    try {
      launch.startApiServer(Deadline.in(START_TIMEOUT));
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot start the API server again: " + e, e);
    }
  }

  /// Leaves the processes running on their own: closing this object has no effect from now on.
  void detach() throws IOException {
    launch.state().release();
    launch.processes().release();
    atExit.remove();
  }

  /// Ends all processes, last started first. The state folder stays.
  @Override
  public void close() {
    launch.processes().end();
    atExit.remove();
  }

  /// Closes it and deletes its state folder, logs and credentials included.
  ///
  /// @throws ControlPlaneException if the folder cannot be deleted
  public void discard() {
    close();
    try {
      launch.state().remove();
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot delete the state of the control plane: " + e, e);
    }
  }

  /// Ends and deletes the control planes in the folders directly under `folder` whose process was
  /// killed before it could do so. One that `controlplane up` left running is not touched.
  public static void sweepAbandoned(Path folder) {
    try {
      StateFolder.sweepAbandoned(folder);
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot clean up in " + folder + ": " + e, e);
    }
  }
}
