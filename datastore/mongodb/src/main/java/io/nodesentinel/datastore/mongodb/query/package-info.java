/// The queries of the SDK in MongoDB's language. Where an operator of MongoDB means something else
/// than the contract says, what is compiled is what agrees with the contract.
@NullMarked
package io.nodesentinel.datastore.mongodb.query;

import org.jspecify.annotations.NullMarked;
