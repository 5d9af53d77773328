/// The Tiltfiles, run without tilt.
@NullMarked
package io.nodesentinel.e2e.tilt;

import org.jspecify.annotations.NullMarked;
