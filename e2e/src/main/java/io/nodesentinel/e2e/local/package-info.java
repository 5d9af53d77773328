/// The operator on a local control plane, as a process of its own with its own identity.
@NullMarked
package io.nodesentinel.e2e.local;

import org.jspecify.annotations.NullMarked;
