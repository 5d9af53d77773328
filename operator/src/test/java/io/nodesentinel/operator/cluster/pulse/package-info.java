@NullMarked
package io.nodesentinel.operator.cluster.pulse;

import org.jspecify.annotations.NullMarked;
