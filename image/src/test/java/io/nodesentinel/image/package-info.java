/// Builds the image once and runs what is in it, without a container runtime.
@NullMarked
package io.nodesentinel.image;

import org.jspecify.annotations.NullMarked;
