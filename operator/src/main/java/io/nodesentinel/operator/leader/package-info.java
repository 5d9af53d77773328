/// Which replica acts, and until when it may be sure of that.
@NullMarked
package io.nodesentinel.operator.leader;

import org.jspecify.annotations.NullMarked;
