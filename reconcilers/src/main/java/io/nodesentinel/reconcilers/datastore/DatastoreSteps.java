package io.nodesentinel.reconcilers.datastore;

/// Steps in words, for the log.
final class DatastoreSteps {
  private DatastoreSteps() {}

  static String words(DatastoreStep step) {
    return switch (step) {
      case DatastoreStep.OrderCertificate(CertificateWish wish) ->
          "ordering Certificate %s from %s".formatted(wish.name(), wish.issuer().name());
      case DatastoreStep.OrderIssuer order -> "making Issuer " + order.ref().name();
      case DatastoreStep.Publish publish ->
          "publishing %d trusted authorities in ConfigMap %s"
              .formatted(publish.authorities().size(), publish.configMap());
      case DatastoreStep.Reissue reissue ->
          "having Certificate %s issued anew: %s".formatted(reissue.certificate(), reissue.why());
    };
  }
}
