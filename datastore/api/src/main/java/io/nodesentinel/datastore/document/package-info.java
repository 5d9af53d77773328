/// Documents as immutable values, the same for every provider.
///
/// - **Numbers are one type.** A number without a fraction that fits 64 bits is an
///   [IntegerValue][io.nodesentinel.datastore.document.IntegerValue], whatever the store calls it;
///   everything else is a [DecimalValue][io.nodesentinel.datastore.document.DecimalValue], a finite
///   IEEE 754 double. So two numbers are equal exactly if their records are. NaN and infinities are
///   refused; a stored number that no double can hold reads as the nearest one.
/// - **Dates** are instants in whole milliseconds (finer parts are cut off) of the years 1 to 9999.
/// - **Documents** keep the order of their fields as far as the store does; equality ignores it.
/// - **Ids** are made by stores: an object id (24 hexadecimal digits) or a UUID. The field `_id` of
///   a stored document is an id or a text.
/// - **Text** is Unicode without unpaired surrogates and without U+0000, which not every store can
///   hold.
///
/// The JSON form ([DocumentJson][io.nodesentinel.datastore.document.DocumentJson]) is plain JSON,
/// with `{"$date": "2026-03-02T09:15:04.138Z"}` (always three digits, always `Z`, so that order of
/// text is order of time), `{"$oid": "65e2…"}` and `{"$uuid": "0b5e…"}` for what JSON has no word
/// for. Bounds: 16 MiB, 100 levels.
@NullMarked
package io.nodesentinel.datastore.document;

import org.jspecify.annotations.NullMarked;
