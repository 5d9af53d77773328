/// What can go wrong in a datastore, as one typed error that says whether trying again may help.
@NullMarked
package io.nodesentinel.datastore.error;

import org.jspecify.annotations.NullMarked;
