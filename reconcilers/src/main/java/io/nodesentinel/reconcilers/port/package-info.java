/// What the decision side needs of the outside, as small interfaces: a simulator implements them
/// too.
@NullMarked
package io.nodesentinel.reconcilers.port;

import org.jspecify.annotations.NullMarked;
