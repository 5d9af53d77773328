/// A node as the decision side sees it: plain values that a simulator can make without a server.
@NullMarked
package io.nodesentinel.reconcilers.node;

import org.jspecify.annotations.NullMarked;
