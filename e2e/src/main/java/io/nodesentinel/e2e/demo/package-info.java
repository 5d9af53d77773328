/// The story of a quarantine, a drain, a recovery and a person who says no, told live.
@NullMarked
package io.nodesentinel.e2e.demo;

import org.jspecify.annotations.NullMarked;
