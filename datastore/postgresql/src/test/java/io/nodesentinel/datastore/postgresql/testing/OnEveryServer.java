package io.nodesentinel.datastore.postgresql.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// For tests of what another release of PostgreSQL may do differently. The build runs them on the
/// oldest release too, and with the long tests on all that are supported.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("every-server")
public @interface OnEveryServer {}
