package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.nodesentinel.crds.Datastore;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.kubernetes.KubernetesNodeEvents;
import io.nodesentinel.datastore.kubernetes.Pruner;
import io.nodesentinel.datastore.kubernetes.Pruning;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.operator.cluster.CertManagerOrders;
import io.nodesentinel.operator.cluster.Cluster;
import io.nodesentinel.operator.cluster.ClusterNodes;
import io.nodesentinel.operator.cluster.LanedStore;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.PodShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.cluster.ServerClock;
import io.nodesentinel.operator.config.LeaderElection;
import io.nodesentinel.operator.config.OperatorOptions;
import io.nodesentinel.operator.datastore.DatastoreFinding;
import io.nodesentinel.operator.datastore.NamedDatastore;
import io.nodesentinel.operator.datastore.SecretShelf;
import io.nodesentinel.operator.leader.LeaderGate;
import io.nodesentinel.operator.leader.LeaseKeeper;
import io.nodesentinel.operator.leader.LeaseLoop;
import io.nodesentinel.operator.leader.LeasePace;
import io.nodesentinel.operator.metrics.OperatorMetrics;
import io.nodesentinel.operator.serving.Readiness;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.QuarantineReconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the parts of the operator together, and starts and stops them in order.
final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  static final String LEASE = "nodesentinel-operator";
  private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);
  private static final int MOST_UNRECORDED = 2;
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  private final OperatorOptions options;
  private final String identity;
  private final Runnable lost;
  private final OperatorMetrics metrics = new OperatorMetrics();
  private final PolicyBook policies = new PolicyBook();
  private final QuarantineShelf quarantines = new QuarantineShelf();
  private final PodShelf pods = new PodShelf();
  private final NodeShelf nodes;
  private final LeaderGate gate;
  private final Cluster cluster;
  private final LookQueue queue;
  private final NodeCap cap;
  private final KubernetesNodeEvents store;
  private final @Nullable NamedDatastore named;
  private final @Nullable DatastoreTrigger datastoreTrigger;
  private final @Nullable DatastoreSide datastore;
  private final Informers informers;
  private final Operator operator;
  private final Pruner pruner;
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("chores").factory());
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Attention attention;
  private final ClusterNodes nodePort;
  private volatile @Nullable LeaseLoop leaseLoop;
  private final boolean leaving;
  private volatile boolean nodesSynced;

  private Wiring(OperatorOptions options, Runnable lost, boolean leaving) {
    this.leaving = leaving;
    ServerClock serverClock = new ServerClock(System::nanoTime, InstantSource.system());
    InstantSource clock = new MillisClock(serverClock);
    this.options = options;
    this.lost = lost;
    this.identity = UUID.randomUUID().toString();
    LeaderElection election = options.leaderElection();
    this.gate = new LeaderGate(election.actsFor(), System::nanoTime, this::lookEverywhere);
    this.nodes = new NodeShelf(this::roomAppeared);
    this.cluster =
        new Cluster(
            options.kubernetes().load(),
            options.writeConcurrency(),
            options.maxEvictionsInFlight(),
            election.writeTimeout(),
            gate,
            serverClock,
            clock,
            identity);
    this.nodePort = cluster.nodes(nodes);
    this.queue = new LookQueue(name -> nodes.view(name) != null, gate::isLeader);
    this.cap = new NodeCap(options.maxUnavailable(), nodes, queue);
    this.store = new KubernetesNodeEvents(cluster.watcher(), cluster.writer(), this::eventsChanged);
    this.datastoreTrigger =
        options
            .datastoreObject()
            .map(ref -> new DatastoreTrigger(options.namespace(), ref.name()))
            .orElse(null);
    this.named = datastoreTrigger == null ? null : named(clock, datastoreTrigger);
    this.datastore =
        opener()
            .map(opener ->
                new DatastoreSide(
                    opener,
                    options.maxEvents(),
                    store,
                    quarantines,
                    policies,
                    gate,
                    queue::request,
                    this::lookEverywhere,
                    clock))
            .orElse(null);
    if (named != null && datastore != null) {
      named.healthFrom(datastore::health);
    }
    this.informers =
        new Informers(
            cluster.watcher(),
            store,
            quarantines,
            pods,
            this::podChanged,
            this::quarantineChanged,
            new PolicyWatch(policies, this::policiesChanged));
    this.attention = new Attention(nodes, quarantines, this::nodesWithEvents, cap, queue);
    QuarantineReconciler reconciler =
        new QuarantineReconciler(ports(clock), policies, cap, metrics);
    NodeLooks looks = new NodeLooks(name -> metrics.looks().record(() -> reconciler.look(name)));
    queue.connect(looks::look);
    this.pruner =
        new Pruner(
            store,
            new Pruning.Bounds(options.eventRetention(), options.maxEvents()),
            event -> isNeeded(event.event().nodeName(), event.ref().id()) || isUnrecorded(event),
            gate::isLeader,
            clock);
    this.operator = operator();
    register(looks, clock);
    gauges();
  }

  /// All parts, none of them started.
  static Wiring of(OperatorOptions options, Runnable lost) {
    return new Wiring(options, lost, false);
  }

  /// The same, of an operator that leaves the cluster.
  static Wiring leaving(OperatorOptions options, Runnable lost) {
    return new Wiring(options, lost, true);
  }

  /// Reads the object of the Datastore that the operator is told to use, for which it waits.
  private @Nullable NamedDatastore named(InstantSource clock, DatastoreTrigger trigger) {
    return options
        .datastoreObject()
        .map(ref ->
            new NamedDatastore(
                DatastoreFinding.find(
                    cluster.watcher(), options.namespace(), ref.name(), options.datastore()),
                ref.clusterUid(),
                new SecretShelf(cluster.watcher(), options.namespace(), trigger::look),
                new CertManagerOrders(cluster.writer(), options.namespace(), clock),
                clock))
        .orElse(null);
  }

  private Optional<Supplier<DataStore>> opener() {
    if (named != null) {
      return named.isDatabase() ? Optional.of(named.opener()) : Optional.empty();
    }
    return options.datastore().map(config -> () -> Datastores.open(config));
  }

  private Ports ports(InstantSource clock) {
    return new Ports(
        clock,
        leaving ? new LeavingNodes(nodePort) : nodePort,
        cluster.quarantines(quarantines),
        cluster.pods(pods),
        cluster.evictions(metrics::evicted),
        events(),
        cluster.announcer(),
        queue,
        gate,
        new SideBySide(),
        () -> UUID.randomUUID().toString().substring(0, 13));
  }

  private NodeEvents events() {
    LanedStore objects = new LanedStore(store, cluster.lanes());
    return datastore == null ? objects : datastore.beside(objects);
  }

  private Operator operator() {
    return new Operator(overrider -> {
      overrider
          .withKubernetesClient(cluster.watcher())
          .withCloseClientOnStop(false)
          .withResourceCloner(new NoCopy())
          .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
          .withUseSSAToPatchPrimaryResource(true)
          .checkingCRDAndValidateLocalModel(false)
          .withCacheSyncTimeout(SYNC_TIMEOUT)
          .withReconciliationTerminationTimeout(Duration.ofSeconds(10));
    });
  }

  private void register(NodeLooks looks, InstantSource clock) {
    GenericRetry forEver =
        new GenericRetry()
            .withoutMaxAttempts()
            .setInitialInterval(1_000)
            .setIntervalMultiplier(2)
            .setMaxInterval(60_000);
    operator.register(
        new NodeReconciler(looks, queue),
        o ->
            o.withRetry(forEver)
                .withGenerationAware(false)
                .withItemStore(nodes)
                .withInformerListLimit(500L)
                .withOnUpdateFilter(this::matters));
    operator.register(
        new PolicyReconciler(policies, nodes, quarantines, cluster::writer, gate, clock),
        (ControllerConfigurationOverrider<QuarantinePolicy> o) -> o.withRetry(forEver));
    if (named != null && datastoreTrigger != null) {
      operator.register(
          new DatastoreReconciler(named, datastoreTrigger, cluster::writer, gate, lost),
          (ControllerConfigurationOverrider<Datastore> o) ->
              o.withRetry(forEver).settingNamespace(options.namespace()));
    }
  }

  private boolean matters(Node now, Node before) {
    return nodes.hasChanged(before, now, NodeChanges::matter);
  }

  private void gauges() {
    metrics.gauge("nodes", "Nodes of the cluster", nodes::total);
    metrics.gauge("nodes_out", "Nodes that take no new work, for whatever reason", nodes::out);
    metrics.gauge("nodes_limit", "How many nodes may be out", cap::limit);
    metrics.gauge("nodes_held", "Nodes that wait for a place under the limit", cap::heldCount);
    metrics.gauge("leader", "1 if this replica acts", () -> gate.isLeader() ? 1 : 0);
    metrics.gauge("health_events", "Health events in memory", () -> store.all().size());
    metrics.gauge(
        "announcements_dropped", "Kubernetes events not published", cluster.announcer()::dropped);
    SessionGauges.register(metrics, quarantines);
    if (datastore != null) {
      datastore.gauges(metrics);
    }
  }

  OperatorMetrics metrics() {
    return metrics;
  }

  List<Readiness.Check> checks() {
    List<Readiness.Check> checks = new ArrayList<>(informers.checks());
    checks.add(
        new Readiness.Check(
            "nodes", nodesSynced, nodesSynced ? "" : "the first list of the nodes is under way"));
    if (datastore != null) {
      checks.add(datastore.check());
    }
    LeaseLoop loop = leaseLoop;
    if (loop != null) {
      // Whoever waits for the API server should say so; nothing else is asked of it all the time.
      checks.add(new Readiness.Check("lease", loop.failure().isEmpty(), loop.failure()));
    }
    return checks;
  }

  /// Starts everything; returns when this replica watches, leading or not.
  ///
  /// @throws IllegalStateException with a sentence, if the cluster cannot be used
  void start() throws Exception {
    cluster.check();
    informers.start(this::watchEnded).get(SYNC_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    operator.start();
    nodesSynced = true;
    // Not before the nodes are in memory: one that is not there counts as deleted.
    compete();
    var _ =
        chores.scheduleWithFixedDelay(
            this::prune, PRUNE_EVERY.toMillis(), PRUNE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    LOG.atInfo().addKeyValue("nodes", nodes.total()).log("watching {} nodes", nodes.total());
  }

  private void prune() {
    try {
      if (gate.isLeader()) {
        pruner.run();
      }
    } catch (RuntimeException defect) {
      LOG.error("the pruning failed; next try in {}", PRUNE_EVERY, defect);
    }
  }

  /// Without one of its watches the operator would act on what was true once.
  private void watchEnded(String why) {
    if (!closed.get()) {
      LOG.error("{}", why);
      gate.shut();
      lost.run();
    }
  }

  private void compete() {
    LeaderElection election = options.leaderElection();
    if (!election.enabled()) {
      takeOver(FIRST_RETRY);
      return;
    }
    LeaseKeeper keeper =
        new LeaseKeeper(
            cluster.lease(options.namespace(), LEASE, election.leaseDuration()),
            identity,
            election.leaseDuration(),
            System::nanoTime,
            gate::renewed);
    leaseLoop =
        LeaseLoop.start(
            keeper,
            new LeasePace(election.retryPeriod()),
            () -> chores.execute(() -> takeOver(FIRST_RETRY)),
            this::leadsNoMore);
  }

  /// The lease is ours. What the replica before this one did last may not have arrived here yet, so
  /// the nodes that are out are read before anything is done.
  private void takeOver(Duration retry) {
    try {
      nodePort.readOut();
    } catch (ApiException failure) {
      LOG.warn("not acting yet, next try in {}: {}", retry, failure.getMessage());
      Duration doubled = retry.multipliedBy(2);
      Duration next = doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
      var _ = chores.schedule(() -> takeOver(next), retry.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    boolean newPolicy = informers.hasNewPolicy();
    gate.open();
    LOG.info("leading");
    if (datastore != null) {
      datastore.begin(newPolicy);
    }
    attention.begin();
  }

  /// Ends the replicas of a Deployment in the own namespace; this process need not be one of them.
  void stopReplicas(String deployment) {
    cluster.stopReplicas(options.namespace(), deployment);
  }

  /// What an operator that leaves still has to do, as sentences.
  List<String> remains() {
    return gate.isLeader()
        ? Remains.of(nodes.views(), quarantines.views())
        : List.of("the lease " + options.namespace() + "/" + LEASE + " is another's");
  }

  /// Takes our finalizer off every `NodeQuarantine`: nobody is there any more who could.
  void letGo() {
    for (QuarantineView quarantine : quarantines.views()) {
      if (quarantine.finalizer()) {
        cluster.quarantines(quarantines).letGo(quarantine);
      }
    }
  }

  private void leadsNoMore() {
    gate.shut();
    if (!closed.get()) {
      lost.run();
    }
  }

  private void roomAppeared() {
    // The shelf exists before the cap does.
    if (cap != null) {
      cap.roomMayHaveAppeared();
    }
  }

  /// Objects may arrive before everything is put together.
  private void podChanged(@Nullable String nodeName) {
    if (attention != null) {
      attention.podChanged(nodeName);
    }
  }

  private void quarantineChanged(String nodeName) {
    if (attention != null) {
      attention.quarantineChanged(nodeName);
    }
  }

  private void lookEverywhere() {
    if (attention != null) {
      attention.everywhere();
    }
  }

  private void policiesChanged() {
    if (datastore != null && gate.isLeader()) {
      datastore.policiesChanged();
    }
    lookEverywhere();
  }

  private void eventsChanged(String nodeName) {
    queue.request(nodeName);
    // The first objects may arrive before everything is put together; all are offered later.
    if (datastore != null) {
      datastore.objectsChanged(nodeName);
    }
  }

  private Collection<String> nodesWithEvents() {
    Set<String> names = new HashSet<>(store.nodes());
    if (datastore != null) {
      names.addAll(datastore.nodes());
    }
    return names;
  }

  private boolean isNeeded(String nodeName, String event) {
    QuarantineView quarantine = quarantines.view(nodeName);
    return quarantine != null
        && quarantine.status().faults().stream().anyMatch(f -> event.equals(f.sourceEvent()));
  }

  /// What is not recorded yet is not deleted, up to a bound: the API server is no archive.
  private boolean isUnrecorded(StoredEvent event) {
    return datastore != null
        && store.all().size() < MOST_UNRECORDED * options.maxEvents()
        && datastore.isUnrecorded(event.event().nodeName());
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    gate.shut();
    chores.shutdownNow();
    queue.close();
    operator.stop();
    if (leaseLoop != null) {
      leaseLoop.close();
    }
    if (datastore != null) {
      datastore.close();
    }
    if (named != null) {
      named.close();
    }
    informers.close();
    cluster.close();
    metrics.close();
  }
}
