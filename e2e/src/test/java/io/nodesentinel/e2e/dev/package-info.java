/// The live loop without Docker.
@NullMarked
package io.nodesentinel.e2e.dev;

import org.jspecify.annotations.NullMarked;
