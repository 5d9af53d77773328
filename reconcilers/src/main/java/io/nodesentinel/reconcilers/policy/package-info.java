/// Policies as the decision side uses them: compiled once, then asked about each event and node.
/// Pure and thread-safe; CEL does no I/O here.
@NullMarked
package io.nodesentinel.reconcilers.policy;

import org.jspecify.annotations.NullMarked;
