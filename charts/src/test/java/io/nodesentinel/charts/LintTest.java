package io.nodesentinel.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintTest {
  @Test
  void helmFindsNothingToComplainAbout() {
    LintResult result = new Helm(Chart.folder()).lint().strict().call();
    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.contains("WARNING"));
  }

  @Test
  void itCanBePacked(@TempDir Path folder) {
    new Helm(Chart.folder()).packageIt().withDestination(folder).call();
    assertThat(folder.resolve("nodesentinel-0.1.0.tgz"))
        .satisfies(file -> assertThat(Files.size(file)).isBetween(10_000L, 500_000L));
  }
}
