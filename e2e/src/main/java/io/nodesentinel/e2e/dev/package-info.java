/// The live loop without Docker: a local control plane, and the operator from source on it, which
/// starts again when a source changes.
@NullMarked
package io.nodesentinel.e2e.dev;

import org.jspecify.annotations.NullMarked;
