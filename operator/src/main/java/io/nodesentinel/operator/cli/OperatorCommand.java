package io.nodesentinel.operator.cli;

import io.fabric8.kubernetes.client.Config;
import io.nodesentinel.operator.config.ClusterSearch;
import io.nodesentinel.operator.config.DatastoreRef;
import io.nodesentinel.operator.config.DatastoreSearch;
import io.nodesentinel.operator.config.KubernetesConfigSource;
import io.nodesentinel.operator.config.LeaderElection;
import io.nodesentinel.operator.config.Leaving;
import io.nodesentinel.operator.config.OperatorOptions;
import io.nodesentinel.reconcilers.cap.CapLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel operator`.
@Command(
    name = "operator",
    description = {
      "Run the operator, in a cluster or against one.",
      "It uses the cluster of --kubeconfig, else of KUBECONFIG, else the one that it runs in."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true,
    sortOptions = false,
    footer = {
      "",
      "Each option can be given by an environment variable too: --max-unavailable by",
      "NODESENTINEL_MAX_UNAVAILABLE. The log level is NODESENTINEL_LOG_LEVEL, default INFO.",
      "",
      "Events can be kept in a datastore too: --datastore names an object that says where, or, for",
      "stand-alone use, DATASTORE_PROVIDER names it (postgresql or mongodb), and DATASTORE_HOST,",
      "_PORT, _DATABASE, _USERNAME, _PASSWORD, _SSLMODE, _SSLCERT, _SSLKEY, _SSLROOTCERT and",
      "_MAX_CONNECTIONS, or DATASTORE_URL, say how to reach it. While it cannot be read nodes stay",
      "as they are, and nothing but a person releases one."
    })
public final class OperatorCommand implements Subcommand {
  private final OperatorRunner runner;
  private final ClusterSearch search;
  private final DatastoreSearch datastore;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Use the current context of this file.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--yes",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Go ahead with the default context of ~/.kube/config if no cluster is named.")
  private boolean yes;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description =
          "The operator's own namespace, for its lease. Default: the one it runs in, else"
              + " nodesentinel.")
  private @Nullable String namespace;

  @Option(
      names = "--max-unavailable",
      paramLabel = "N|N%",
      defaultValue = "10%",
      converter = CapLimitConverter.class,
      description = "How many nodes may be out at once: a number, or a percentage of all nodes.")
  private CapLimit maxUnavailable = new CapLimit.Percent(10);

  @Option(
      names = "--leader-elect",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Act only while holding a lease, so that several can run.")
  private boolean leaderElect = true;

  @Option(
      names = "--lease-duration",
      paramLabel = "DURATION",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description = "How long others wait for a leader that is silent.")
  private Duration leaseDuration = Duration.ZERO;

  @Option(
      names = "--renew-deadline",
      paramLabel = "DURATION",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How long the leader tries to renew its lease before it gives up.")
  private Duration renewDeadline = Duration.ZERO;

  @Option(
      names = "--retry-period",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "How long to wait between two tries.")
  private Duration retryPeriod = Duration.ZERO;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of /healthz, /readyz and /metrics; 0 for any that is free.")
  private int port;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address for that port.")
  private String bindAddress = "";

  @Option(
      names = "--event-retention",
      paramLabel = "DURATION",
      defaultValue = "24h",
      converter = DurationConverter.class,
      description = "How long HealthEvent objects are kept.")
  private Duration eventRetention = Duration.ZERO;

  @Option(
      names = "--max-events",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many HealthEvent objects are kept.")
  private int maxEvents;

  @Option(
      names = "--max-evictions-in-flight",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many evictions may be under way at once.")
  private int maxEvictionsInFlight;

  @Option(
      names = "--write-concurrency",
      paramLabel = "N",
      defaultValue = "32",
      description = "How many other writes may be under way at once.")
  private int writeConcurrency;

  @Option(
      names = "--datastore",
      paramLabel = "NAME",
      description =
          "Keep events where this Datastore in the operator's own namespace says. Default: where"
              + " the environment says, else in HealthEvent objects alone.")
  private @Nullable String datastoreName;

  @Option(
      names = "--cluster-uid",
      paramLabel = "UID",
      description =
          "A datastore that another cluster uses is refused: the UID of the namespace kube-system"
              + " tells clusters apart. Default: it is not checked.")
  private @Nullable String clusterUid;

  @Option(
      names = "--leave",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description =
          "Put every node back as it was, take nothing new, and end: before an uninstallation. The"
              + " other replicas must have ended, or it waits for their lease.")
  private boolean leave;

  @Option(
      names = "--leave-timeout",
      paramLabel = "DURATION",
      defaultValue = "4m",
      converter = DurationConverter.class,
      description = "With --leave: how long that may take.")
  private Duration leaveTimeout = Duration.ZERO;

  @Option(
      names = "--leave-deployment",
      paramLabel = "NAME",
      description =
          "With --leave: the Deployment in the own namespace whose replicas are ended first.")
  private @Nullable String leaveDeployment;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "How log lines look: ${COMPLETION-CANDIDATES}.")
  private LogFormat output = LogFormat.json;

  public OperatorCommand() {
    this(
        OperatorRunners.production(),
        ClusterSearch.ofThisProcess(),
        new DatastoreSearch(System.getenv()));
  }

  OperatorCommand(OperatorRunner runner, ClusterSearch search, DatastoreSearch datastore) {
    this.runner = runner;
    this.search = search;
    this.datastore = datastore;
  }

  @Override
  public Integer call() throws Exception {
    Logging.use(output);
    OperatorOptions options = options();
    return leave ? OperatorRunners.leaving(leaving()).run(options) : runner.run(options);
  }

  private Leaving leaving() {
    try {
      return new Leaving(leaveDeployment, leaveTimeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private OperatorOptions options() {
    try {
      return new OperatorOptions(
          cluster(),
          namespace == null ? search.namespace() : namespace,
          maxUnavailable,
          new LeaderElection(leaderElect, leaseDuration, renewDeadline, retryPeriod),
          bindAddress,
          port,
          eventRetention,
          maxEvents,
          maxEvictionsInFlight,
          writeConcurrency,
          datastore.find(clusterUid),
          Optional.ofNullable(datastoreName)
              .map(name -> new DatastoreRef(name, Optional.ofNullable(clusterUid))));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private KubernetesConfigSource cluster() {
    return switch (search.find(kubeconfig)) {
      case ClusterSearch.Named(KubernetesConfigSource source) -> source;
      case ClusterSearch.ByDefault(KubernetesConfigSource.Kubeconfig source) -> {
        spec.commandLine().getErr().println(whereItPoints(source));
        if (!yes) {
          throw new ParameterException(
              spec.commandLine(),
              "No cluster was named: give --kubeconfig, set KUBECONFIG, or say --yes to use that"
                  + " one.");
        }
        yield source;
      }
    };
  }

  private static String whereItPoints(KubernetesConfigSource.Kubeconfig source) {
    Config config = source.load();
    String context =
        config.getCurrentContext() == null ? "(none)" : config.getCurrentContext().getName();
    return "The default context of "
        + source.file()
        + " is "
        + context
        + " at "
        + config.getMasterUrl();
  }
}
