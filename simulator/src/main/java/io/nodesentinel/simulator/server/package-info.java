/// The simulated API server and what lives behind it: versions, conflicts, watches, kubelets.
@NullMarked
package io.nodesentinel.simulator.server;

import org.jspecify.annotations.NullMarked;
