/// Measures the operator on a local control plane, each figure beside what a bare client reaches in
/// the same run.
@NullMarked
package io.nodesentinel.e2e.bench;

import org.jspecify.annotations.NullMarked;
