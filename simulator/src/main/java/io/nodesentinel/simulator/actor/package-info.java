/// Who does something in a world beside the operator: monitors and people.
@NullMarked
package io.nodesentinel.simulator.actor;

import org.jspecify.annotations.NullMarked;
