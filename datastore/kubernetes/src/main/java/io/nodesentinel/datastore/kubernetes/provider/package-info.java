/// The SDK on the API server: `DATASTORE_PROVIDER=kubernetes`.
@NullMarked
package io.nodesentinel.datastore.kubernetes.provider;

import org.jspecify.annotations.NullMarked;
