package io.nodesentinel.operator.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nodesentinel.operator.cluster.CrdFiles;
import io.nodesentinel.operator.cluster.CrdWriter;
import io.nodesentinel.operator.config.ClusterSearch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel crds`: the types that this version brings, for those who install or upgrade.
@Command(
    name = "crds",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "print|apply",
    description =
        "Shows or applies the CustomResourceDefinitions of this version. The Helm chart applies them"
            + " before an upgrade; helm itself never changes those that are there.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:it failed", "2:wrong usage"})
public final class CrdsCommand implements Subcommand {
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

  private final ClusterSearch search;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// For `ServiceLoader`.
  public CrdsCommand() {
    this(ClusterSearch.ofThisProcess());
  }

  CrdsCommand(ClusterSearch search) {
    this.search = search;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "print or apply?");
  }

  @Command(
      name = "print",
      description = "Print them as YAML, for kubectl apply --server-side -f -.",
      mixinStandardHelpOptions = true)
  int print() {
    CrdFiles.all().values().forEach(out()::print);
    out().flush();
    return 0;
  }

  @Command(
      name = "apply",
      description = {
        "Create those that are missing, and bring those that are there to this version.",
        "Objects stay. It uses the cluster of --kubeconfig, else of KUBECONFIG, else the one that it"
            + " runs in."
      },
      mixinStandardHelpOptions = true)
  int apply(
      @Option(
              names = "--kubeconfig",
              paramLabel = "FILE",
              description = "Use the current context of this file.")
          @Nullable Path kubeconfig) {
    Config config = new ConfigBuilder(cluster(kubeconfig)).withHttp2Disable(true).build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      new CrdWriter(client, SERVED_WITHIN).apply(CrdFiles.all(), out()::println);
    }
    return 0;
  }

  private Config cluster(@Nullable Path kubeconfig) {
    return switch (search.find(kubeconfig)) {
      case ClusterSearch.Named named -> named.source().load();
      case ClusterSearch.ByDefault found ->
          throw new ParameterException(
              spec.commandLine(),
              "No cluster was named: give --kubeconfig or set KUBECONFIG; "
                  + found.source().file()
                  + " is not used by itself.");
    };
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
