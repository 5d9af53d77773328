/// The Kubernetes side of the decision side's ports.
@NullMarked
package io.nodesentinel.operator.cluster;

import org.jspecify.annotations.NullMarked;
