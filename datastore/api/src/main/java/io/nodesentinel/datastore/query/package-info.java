/// Filters, updates and pipelines as one closed set of values with one meaning on every provider.
///
/// What follows is the contract; [memory][io.nodesentinel.datastore.query.memory] implements it in
/// process and is the reference that the suite compares every provider with.
///
/// **What a path leads to.** From a document a name leads to its field; from an array of documents
/// it leads to that field of each of them (elements that are no documents lead nowhere, and an
/// array within an array is not entered). So a path leads to none, one or several values. A field
/// is *missing* if the path leads to none; a field that holds null is not missing.
///
/// **Filters.** A condition holds if one of the values at the path, or one element of an array
/// there, meets it.
/// - `Eq`: the same type and the same value. Numbers are one type. Whole arrays can be compared too
///   (order counts); documents cannot, since stores do not agree whether order of fields counts.
/// - `Eq` with null holds for null and for a missing field.
/// - `In`: `Eq` with one of the values; with no values nothing matches.
/// - `Compare`: only values of the operand's own type are compared, so a number is never below a
///   text. Numbers by value, texts by code point, dates by time, ids as sorted (below).
/// - `Exists`: the field is not missing.
/// - `Not`: exactly what the other does not match; so `ne` and `nin` match missing fields too.
/// - `And` of nothing matches everything, `Or` of nothing matches nothing.
///
/// **Order**, for `Sort`, `Min` and `Max`: missing and null alike, then numbers, texts, ids (UUIDs
/// before object ids, then by digits), false, true, dates. Where a field holds an array or a
/// document its place is left open, and so is the order of documents that are equal by all keys:
/// add `_id` as the last key where it matters.
///
/// **Updates.** `Set` makes the documents on the way that are missing; `Inc` of a missing field
/// sets it. A way through anything but documents, and `Inc` of what is no number or past 64 bits,
/// is a VALIDATION error and changes nothing of that document. `Unset` of what is not there changes
/// nothing. Paths of one update must not lead through each other. A document that is equal
/// afterwards counts as matched and not as modified, and no change of it is told.
///
/// **Pipelines** run stage after stage. `Group` takes missing as null, and the result has one field
/// for each key and accumulator; `Sum` skips what is no number and is exact for integers (past 64
/// bits it becomes a decimal); `Min` and `Max` skip null and are null for none; `First` and `Last`
/// follow the order of a `Sort` before. Keys and accumulators read through documents only; a path
/// through an array, or a key that is a document or array, is left open. `Count` and `Group` of no
/// documents give none.
///
/// What a provider cannot do is refused by name when it is asked, never done in part.
@NullMarked
package io.nodesentinel.datastore.query;

import org.jspecify.annotations.NullMarked;
