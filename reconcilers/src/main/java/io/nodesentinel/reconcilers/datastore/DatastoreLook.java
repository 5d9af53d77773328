package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.CertificateSource;
import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.reconcilers.datastore.CertificateOrders.Owner;
import io.nodesentinel.reconcilers.port.ApiException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at a Datastore: gathers, plans, carries out. The caller writes the status.
public final class DatastoreLook {
  private static final Logger LOG = LoggerFactory.getLogger(DatastoreLook.class);

  private final InstantSource clock;
  private final CertificateOrders orders;
  private final Function<List<Trusted>, Material> material;
  private final Supplier<StoreView> store;

  /// @param material what is held in memory now, given what the ConfigMap says is trusted
  /// @param store how the datastore is now
  public DatastoreLook(
      InstantSource clock,
      CertificateOrders orders,
      Function<List<Trusted>, Material> material,
      Supplier<StoreView> store) {
    this.clock = clock;
    this.orders = orders;
    this.material = material;
    this.store = store;
  }

  /// Looks, and does what is to be done.
  ///
  /// @return the plan, whose steps were carried out; its status says so if one was refused
  /// @throws ApiException if what is there could not be read
  public DatastorePlan look(
      String namespace,
      Owner owner,
      @Nullable Long generation,
      DatastoreSpec spec,
      DatastoreStatus before) {
    DatastoreObserved observed = observe(namespace, owner, generation, spec, before);
    DatastorePlan plan = DatastorePlanner.plan(observed);
    for (DatastoreStep step : plan.steps()) {
      String words = DatastoreSteps.words(step);
      try {
        LOG.atInfo().addKeyValue("datastore", namespace + "/" + owner.name()).log("{}", words);
        orders.carryOut(step, owner);
      } catch (ApiException refused) {
        LOG.warn("{} failed and is tried again: {}", words, refused.getMessage());
        return plan.refused(words, refused, observed);
      }
    }
    return plan;
  }

  private DatastoreObserved observe(
      String namespace,
      Owner owner,
      @Nullable Long generation,
      DatastoreSpec spec,
      DatastoreStatus before) {
    DatastoreNames names = new DatastoreNames(owner.name(), spec);
    DatastoreTls tls = spec.tls();
    boolean served =
        tls != null && tls.source() == CertificateSource.CertManager && orders.isServed();
    Map<String, CertificateView> certificates = new HashMap<>();
    Map<IssuerRef, IssuerView> issuers = new HashMap<>();
    List<Trusted> trusted = null;
    if (tls != null && served) {
      List<String> wanted = new ArrayList<>(List.of(names.client()));
      issuers.put(names.issuer(), orders.issuer(names.issuer()));
      if (tls.issuerRef() == null) {
        wanted.add(names.authority());
        issuers.put(names.selfSigned(), orders.issuer(names.selfSigned()));
      }
      if (spec.managed() != null) {
        wanted.add(names.server());
      }
      for (String name : wanted) {
        orders.certificate(name, owner.uid()).ifPresent(view -> certificates.put(name, view));
      }
      trusted = orders.trusted(names.trust());
    }
    return new DatastoreObserved(
        clock.instant(),
        namespace,
        owner.name(),
        generation,
        spec,
        before,
        served,
        certificates,
        issuers,
        trusted,
        material.apply(trusted == null ? List.of() : trusted),
        store.get());
  }
}
