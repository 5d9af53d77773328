/// What the Helm chart is held to: rendered, linted and looked through in this process, without a
/// cluster. `ChartE2E` in e2e installs it.
@NullMarked
package io.nodesentinel.charts;

import org.jspecify.annotations.NullMarked;
