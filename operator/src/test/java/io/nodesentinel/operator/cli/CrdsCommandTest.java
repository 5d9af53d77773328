package io.nodesentinel.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.operator.cluster.CrdFiles;
import io.nodesentinel.operator.config.ClusterSearch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path home;

  private int run(String... args) {
    ClusterSearch search = new ClusterSearch(Map.of(), home, home);
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Map.of(),
        List.of(new CrdsCommand(search)),
        args);
  }

  @Test
  void all_kinds_of_this_build_are_printed_as_they_are_in_it() {
    assertThat(run("crds", "print")).isZero();
    assertThat(CrdFiles.all())
        .containsKeys(
            "healthevents.nodesentinel.io",
            "nodequarantines.nodesentinel.io",
            "quarantinepolicies.nodesentinel.io");
    assertThat(out.toString()).isEqualTo(String.join("", CrdFiles.all().values()));
  }

  @Test
  void without_a_cluster_nothing_is_applied() {
    assertThat(run("crds", "apply")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no cluster to work on").doesNotContain("\tat ");
  }

  @Test
  void the_usual_kubeconfig_is_not_taken_by_itself() throws Exception {
    Files.createDirectory(home.resolve(".kube"));
    Files.writeString(home.resolve(".kube/config"), "apiVersion: v1\nkind: Config\n");
    assertThat(run("crds", "apply")).isEqualTo(2);
    assertThat(err.toString()).contains("No cluster was named: give --kubeconfig");
  }

  @Test
  void the_word_crds_alone_is_wrong_usage() {
    assertThat(run("crds")).isEqualTo(2);
    assertThat(err.toString()).contains("print or apply?");
  }
}
