/// What the operator can be told, as validated values.
@NullMarked
package io.nodesentinel.operator.config;

import org.jspecify.annotations.NullMarked;
