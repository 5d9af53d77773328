@NullMarked
package io.nodesentinel.reconcilers.policy;

import org.jspecify.annotations.NullMarked;
