/// Watches that notice when their connection is dead though nobody closed it.
@NullMarked
package io.nodesentinel.operator.cluster.pulse;

import org.jspecify.annotations.NullMarked;
