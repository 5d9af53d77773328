/// Certificate authorities, and what they issue as PEM files, for tests of TLS.
@NullMarked
package io.nodesentinel.datastore.certificates;

import org.jspecify.annotations.NullMarked;
