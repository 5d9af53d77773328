/// A double of an API server, as much as the operator's training run needs of one.
@NullMarked
package io.nodesentinel.image.training;

import org.jspecify.annotations.NullMarked;
