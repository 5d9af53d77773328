package io.nodesentinel.datastore.bridge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the store's events are read for. All of it is asked from threads of the store.
///
/// @param leading this replica acts; one that does not neither writes nor moves positions
/// @param changed gets the name of a node whose events changed
/// @param readable told when everything can be read again, so that what waited for it goes on
/// @param reconsider told when events came in that were settled under earlier policies
/// @param openSince nodes whose ledger, session or debts are open, and the time of the oldest fact
///   in them
/// @param horizon how old a fact may be that still starts something
/// @param needed by node and event: an open fault or a debt stands on the event
/// @param objects the events of a node that are objects
/// @param maxEvents so many settled events are kept in memory, and read when a policy changes
public record Surroundings(
    InstantSource clock,
    BooleanSupplier leading,
    Consumer<String> changed,
    Runnable readable,
    Runnable reconsider,
    Supplier<Map<String, Instant>> openSince,
    Supplier<Duration> horizon,
    BiPredicate<String, String> needed,
    Function<String, List<ObjectEvent>> objects,
    int maxEvents) {}
