/// Probes and metrics over HTTP.
@NullMarked
package io.nodesentinel.operator.serving;

import org.jspecify.annotations.NullMarked;
