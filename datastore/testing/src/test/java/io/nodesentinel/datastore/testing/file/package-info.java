/// The provider that the guide shows, as whole as any.
@NullMarked
package io.nodesentinel.datastore.testing.file;

import org.jspecify.annotations.NullMarked;
