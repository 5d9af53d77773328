/// Filters and orders as SQL.
///
/// What a caller gives, field names included, becomes a bind parameter: a path and the test of a
/// value are one `jsonpath`, which is a parameter like any other. The text of a statement is made
/// of constants and of the columns in [Columns][io.nodesentinel.datastore.postgresql.query.Columns]
/// only.
@NullMarked
package io.nodesentinel.datastore.postgresql.query;

import org.jspecify.annotations.NullMarked;
