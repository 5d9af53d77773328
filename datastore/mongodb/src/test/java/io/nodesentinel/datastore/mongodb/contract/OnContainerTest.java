package io.nodesentinel.datastore.mongodb.contract;

import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.WholeContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/// The whole contract on a real server of one member, where there is Docker.
@EnabledIf(value = "isDockerThere", disabledReason = "there is no Docker to run MongoDB in")
class OnContainerTest extends WholeContract {
  private static final MongoDBContainer SERVER = new MongoDBContainer("mongo:8.0").withReplicaSet();

  static boolean isDockerThere() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @BeforeAll
  static void start() {
    SERVER.start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  /// The member calls itself by a name that only the container knows.
  @Override
  protected Databases databases() {
    return new TestDatabases(
        SERVER.getConnectionString() + "/?directConnection=true&tls=false", true);
  }
}
