package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.OrderCertificate;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.OrderIssuer;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.Reissue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decides what is ordered from cert-manager. Pure.
///
/// Another authority comes into use in an order that leaves nobody alone: the client's certificate
/// is issued first; with it comes the certificate of the new authority, which is published; the
/// server takes it up, which shows in that it accepts the new client's certificate; only then is
/// the server's own certificate issued by the new authority, which the client trusts by now.
final class CertificatePlanner {
  private CertificatePlanner() {}

  static List<DatastoreStep> plan(DatastoreObserved o, DatastoreTls tls) {
    List<DatastoreStep> steps = new ArrayList<>();
    DatastoreNames names = o.names();
    if (tls.issuerRef() == null) {
      order(steps, o, names.selfSigned(), null);
      order(steps, o, CertificateWishes.authority(names));
      order(steps, o, names.issuer(), names.authority());
    }
    CertificateWish client = CertificateWishes.client(names, tls);
    order(steps, o, client);
    boolean clientIsNew = clientIsOf(o, names.issuer());
    if (o.spec().managed() != null) {
      CertificateWish server =
          CertificateWishes.server(names, tls, o.spec().managed(), o.namespace());
      CertificateView present = o.certificate(server.name());
      if (present != null && present.notBefore() != null && !clientIsNew) {
        server = server.signedBy(present.wish().issuer());
      }
      order(steps, o, server);
    }
    if (tls.issuerRef() == null) {
      Instant authority = notBefore(o, names.authority());
      reissue(steps, o, names.client(), authority);
      if (o.spec().managed() != null && clientIsNew) {
        reissue(steps, o, names.server(), authority);
      }
    }
    return steps;
  }

  /// The client's certificate comes from this issuer, as it signs now, and the server accepts it.
  private static boolean clientIsOf(DatastoreObserved o, IssuerRef issuer) {
    CertificateView client = o.certificate(o.names().client());
    if (client == null
        || !client.ready()
        || client.issuing()
        || !client.wish().issuer().equals(issuer)
        || !o.material().isUpToDate()) {
      return false;
    }
    Instant authority =
        o.spec().tls() != null && o.spec().tls().issuerRef() == null
            ? notBefore(o, o.names().authority())
            : null;
    return !isOlder(client.notBefore(), authority);
  }

  private static @Nullable Instant notBefore(DatastoreObserved o, String certificate) {
    CertificateView view = o.certificate(certificate);
    return view == null || view.issuing() ? null : view.notBefore();
  }

  /// A certificate that is older than its authority comes from another one.
  private static boolean isOlder(@Nullable Instant leaf, @Nullable Instant authority) {
    return leaf != null && authority != null && leaf.isBefore(authority);
  }

  private static void reissue(
      List<DatastoreStep> steps, DatastoreObserved o, String name, @Nullable Instant authority) {
    CertificateView view = o.certificate(name);
    if (view != null && view.ours() && !view.issuing() && isOlder(view.notBefore(), authority)) {
      steps.add(new Reissue(name, "its authority was replaced"));
    }
  }

  private static void order(List<DatastoreStep> steps, DatastoreObserved o, CertificateWish wish) {
    CertificateView view = o.certificate(wish.name());
    if (view == null || view.ours() && !view.wish().equals(wish)) {
      steps.add(new OrderCertificate(wish));
    }
  }

  private static void order(
      List<DatastoreStep> steps, DatastoreObserved o, IssuerRef ref, @Nullable String authority) {
    IssuerView view = Objects.requireNonNullElse(o.issuers().get(ref), IssuerView.absent(ref));
    if (!view.there()) {
      steps.add(new OrderIssuer(ref, authority));
    }
  }
}
