package io.nodesentinel.operator.datastore;

import io.nodesentinel.crds.CertificateSource;
import io.nodesentinel.crds.Datastore;
import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.crds.ProviderName;
import io.nodesentinel.datastore.bridge.DatastoreHealth;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.reconcilers.datastore.CertificateOrders;
import io.nodesentinel.reconcilers.datastore.CertificateOrders.Owner;
import io.nodesentinel.reconcilers.datastore.DatastoreLook;
import io.nodesentinel.reconcilers.datastore.DatastoreNames;
import io.nodesentinel.reconcilers.datastore.DatastorePlan;
import io.nodesentinel.reconcilers.datastore.Material;
import io.nodesentinel.reconcilers.datastore.Trusted;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Datastore object that the operator was told to use: looks at it, and opens what it names.
/// Looked at by one thread; opened by any.
public final class NamedDatastore implements AutoCloseable {
  private final String namespace;
  private final String name;
  private final ProviderName provider;
  private final Optional<String> clusterUid;
  private final SecretShelf secrets;
  private final StoreOpener opener = new StoreOpener();
  private final ClientMaterial material;
  private final DatastoreLook look;
  private final Supplier<PemTexts> certificates = this::certificates;
  private volatile Supplier<Optional<DatastoreHealth>> health = Optional::empty;
  private @Nullable DatastoreSpec spec;
  private Material seen = Material.NONE;

  /// @param object as it was when the process began
  public NamedDatastore(
      Datastore object,
      Optional<String> clusterUid,
      SecretShelf secrets,
      CertificateOrders orders,
      InstantSource clock) {
    this.namespace = object.getMetadata().getNamespace();
    this.name = object.getMetadata().getName();
    this.provider = object.getSpec().provider();
    this.clusterUid = clusterUid;
    this.secrets = secrets;
    this.material = new ClientMaterial(clock, this::refusal);
    this.look =
        new DatastoreLook(
            clock,
            orders,
            this::material,
            () -> health.get().map(opener::view).orElse(opener.view(DatastoreHealth.IDLE)));
  }

  public String name() {
    return name;
  }

  /// Whether there is anything to open.
  public boolean isDatabase() {
    return provider != ProviderName.kubernetes;
  }

  /// Opens it; fails with what is missing until all that it takes is there.
  public Supplier<DataStore> opener() {
    return opener;
  }

  /// Says how to ask how it is, once there is somebody who knows.
  public void healthFrom(Supplier<DatastoreHealth> source) {
    health = () -> Optional.of(source.get());
  }

  /// Whether the object asks for another kind of store than the one that the process began with.
  public boolean isOther(Datastore object) {
    return object.getSpec().provider() != provider;
  }

  /// Looks at the object and does what is to be done.
  ///
  /// @return empty if it asks for something that only a new process can give
  public Optional<DatastorePlan> look(Datastore object) {
    DatastoreSpec wanted = object.getSpec();
    spec = wanted;
    DatastoreNames names = new DatastoreNames(name, wanted);
    secrets.watch(secretNames(names));
    DatastorePlan plan =
        look.look(
            namespace,
            new Owner(name, object.getMetadata().getUid()),
            object.getMetadata().getGeneration(),
            wanted,
            object.getStatus() == null ? DatastoreStatus.empty() : object.getStatus());
    return configure(names) ? Optional.of(plan) : Optional.empty();
  }

  private static Set<String> secretNames(DatastoreNames names) {
    Set<String> all = new TreeSet<>();
    DatastoreTls tls = names.spec().tls();
    if (tls != null) {
      all.addAll(SecretReading.needed(names, tls));
      if (names.spec().managed() != null && tls.source() == CertificateSource.CertManager) {
        all.add(names.server());
      }
    }
    if (!names.spec().connecting().credentialsSecret().isEmpty()) {
      all.add(names.spec().connecting().credentialsSecret());
    }
    return all;
  }

  private Material material(List<Trusted> trusted) {
    DatastoreSpec wanted = spec;
    if (wanted == null || wanted.tls() == null) {
      return Material.NONE;
    }
    if (!secrets.isSynced()) {
      // What was seen last still holds.
      return seen.withTrouble(secrets.trouble());
    }
    seen = lookAt(wanted, wanted.tls(), trusted);
    return seen;
  }

  private Material lookAt(DatastoreSpec wanted, DatastoreTls tls, List<Trusted> trusted) {
    return material.look(
        new SecretReading(
            namespace,
            new DatastoreNames(name, wanted),
            tls,
            SpecConfig.mode(wanted),
            secrets::parts),
        trusted);
  }

  private PemTexts certificates() {
    return material
        .current()
        .orElseThrow(() -> new IllegalStateException("asked for before there was a certificate"));
  }

  /// @return false if what is open would have to be something else
  private boolean configure(DatastoreNames names) {
    if (!isDatabase()) {
      return true;
    }
    if (names.spec().tls() != null && material.current().isEmpty()) {
      opener.waitFor("its certificates are not there yet; see the conditions of Datastore " + name);
      return true;
    }
    String credentials = names.spec().connecting().credentialsSecret();
    Optional<Map<String, byte[]>> parts =
        credentials.isEmpty() ? Optional.of(Map.of()) : secrets.parts(credentials);
    if (parts.isEmpty()) {
      opener.waitFor(
          "there is no Secret %s, which connection.credentialsSecret names".formatted(credentials));
      return true;
    }
    DatastoreConfig wanted = SpecConfig.of(namespace, names, parts.get(), certificates, clusterUid);
    DatastoreConfig before = opener.config();
    if (before == null) {
      opener.use(wanted);
    }
    return before == null || before.equals(wanted);
  }

  /// Connects with another certificate, and asks no more than whether that is let in.
  private Optional<String> refusal(PemTexts texts) {
    DatastoreConfig open = opener.config();
    if (open == null) {
      return Optional.empty();
    }
    DatastoreConfig trial =
        new DatastoreConfig(
            open.provider(),
            open.host(),
            open.port(),
            open.database(),
            open.username(),
            open.password(),
            Tls.of(open.tls().mode(), () -> texts),
            open.options(),
            open.url(),
            open.extra());
    try {
      Datastores.provider(open.provider()).schema().ifPresent(schema -> schema.status(trial));
      return Optional.empty();
    } catch (DatastoreException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public void close() {
    secrets.close();
  }
}
