package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Secrets made for one control plane and never used for another: a token for each identity that
/// talks to the API server, and the key pair that signs the tokens of service accounts.
///
/// The tokens of the controller manager and the scheduler stand for the users of that name, which
/// Kubernetes gives just the roles they need; a missing role shows here as it would in a cluster.
record Credentials(String admin, String controllerManager, String scheduler, String kwok) {
  private static final int TOKEN_BYTES = 32;
  private static final int KEY_BITS = 2048;

  static Credentials random() {
    SecureRandom random = new SecureRandom();
    return new Credentials(token(random), token(random), token(random), token(random));
  }

  private static String token(SecureRandom random) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// The format of `--token-auth-file`: token, user, uid, groups.
  String tokenFile() {
    return """
    %s,admin,1,"system:masters"
    %s,system:kube-controller-manager,2
    %s,system:kube-scheduler,3
    %s,kwok,4,"system:masters"
    """
        .formatted(admin, controllerManager, scheduler, kwok);
  }

  static void writeServiceAccountKeys(Path privateKey, Path publicKey) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair pair = generator.generateKeyPair();
      Folders.writePrivate(privateKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      Folders.writePrivate(publicKey, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), kind);
  }

  @Override
  public String toString() {
    return "Credentials[...]";
  }
}
