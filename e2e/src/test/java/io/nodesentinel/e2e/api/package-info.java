/// What a real API server makes of the CRDs, the examples, and of objects that are wrong.
@NullMarked
package io.nodesentinel.e2e.api;

import org.jspecify.annotations.NullMarked;
