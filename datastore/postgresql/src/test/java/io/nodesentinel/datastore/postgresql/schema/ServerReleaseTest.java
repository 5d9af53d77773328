package io.nodesentinel.datastore.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.OtherRelease;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import org.junit.jupiter.api.Test;

class ServerReleaseTest {
  private static final int ON_THE_CLASS_PATH = 18;

  @Test
  @OnEveryServer
  void the_tests_run_on_the_server_that_the_build_asks_for() {
    int version =
        Integer.parseInt(
            TestServer.shared()
                .newEmptyDatabase()
                .value("SELECT current_setting('server_version_num')"));
    assertThat(version / 10_000)
        .isEqualTo(OtherRelease.chosen().map(OtherRelease::major).orElse(ON_THE_CLASS_PATH));
  }
}
