package io.nodesentinel.operator.cluster.pulse;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;

/// The client's connections by the JDK's HTTP client, with a pulse for each watch.
public final class PulsedHttp extends JdkHttpClientFactory {
  private final Pulse pulse;

  public PulsedHttp(Pulse pulse) {
    this.pulse = pulse;
  }

  @Override
  protected HttpClient.Builder createNewHttpClientBuilder() {
    return new PulsedHttpBuilder(super.createNewHttpClientBuilder(), pulse);
  }
}
