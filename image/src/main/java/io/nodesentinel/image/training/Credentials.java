package io.nodesentinel.image.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A key and a self-signed certificate for loopback, made by the JDK's `keytool` for one run.
public final class Credentials {
  private static final String ALIAS = "api";
  private static final String PASSWORD = "STORE_PASSWORD";

  private final KeyStore keys;
  private final SSLContext context;

  private Credentials(KeyStore keys, SSLContext context) {
    this.keys = keys;
    this.context = context;
  }

  /// Makes new ones.
  ///
  /// @param folder for a file that is gone again afterwards
  /// @throws IOException if `keytool` cannot be run, or says no
  public static Credentials create(Path folder) throws IOException {
    Path file = folder.resolve("api-double.p12");
    String password = UUID.randomUUID().toString();
    Files.deleteIfExists(file);
    try {
      generate(file, password);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, password.toCharArray());
      }
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new Credentials(keys, context);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key of the training run cannot be used: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /// The password goes by the environment: command lines can be read by everybody.
  private static void generate(Path file, String password) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    words.addAll(
        List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-alias", ALIAS));
    words.addAll(List.of("-ext", "san=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12"));
    words.addAll(List.of("-keystore", file.toString(), "-storepass:env", PASSWORD));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put(PASSWORD, password);
    Process keytool = builder.start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.isRegularFile(file)) {
      throw new IOException("keytool made no key: " + said.strip());
    }
  }

  SSLContext context() {
    return context;
  }

  /// A kubeconfig for that server, with this certificate as its authority, and a token that means
  /// nothing.
  String kubeconfig(String server) {
    return """
    apiVersion: v1
    kind: Config
    current-context: double
    contexts:
    - name: double
      context: {cluster: double, user: nobody}
    clusters:
    - name: double
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: nobody
      user: {token: none}
    """
        .formatted(server, authority());
  }

  private String authority() {
    try {
      String pem =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(keys.getCertificate(ALIAS).getEncoded())
              + "\n-----END CERTIFICATE-----\n";
      return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was just made has no encoding", e);
    }
  }
}
