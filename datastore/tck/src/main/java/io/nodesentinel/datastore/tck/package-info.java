/// What every datastore provider must do, as abstract test classes. A provider's own tests extend
/// each of them and say how to open a fresh store.
@NullMarked
package io.nodesentinel.datastore.tck;

import org.jspecify.annotations.NullMarked;
