package io.nodesentinel.datastore.migrate.convert;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The checksum of a document: SHA-256 over its canonical form, in which
///
/// - the fields of a document stand in the order of their names (by UTF-16 units); the order in
///   which a store gives them does not count, that of elements does;
/// - a number is its value: an integer of 64 bits, else a double; 1 and 1.0 are the same;
/// - a date is its milliseconds since 1970, an id its lower-case digits, a text its UTF-8;
/// - null is not the same as absent;
/// - each value begins with a byte for its type, and what has a length says it first, so that no
///   two documents share a form.
public final class Canonical {
  private static final List<String> STATUS = List.of("healtheventstatus");

  private final MessageDigest digest;
  private final ByteBuffer eight = ByteBuffer.allocate(Long.BYTES);

  private Canonical() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// 32 bytes.
  public static byte[] checksum(Document document) {
    Canonical form = new Canonical();
    form.add(document);
    return form.digest.digest();
  }

  /// The checksum of a document without what the operator writes in place.
  public static byte[] checksumOfFacts(Document document) {
    return checksum(document.without(STATUS));
  }

  private void add(Document document) {
    Map<String, Value> fields = new TreeMap<>(document.fields());
    add('{', fields.size());
    fields.forEach((name, value) -> {
      text('f', name);
      add(value);
    });
  }

  private void add(Value value) {
    switch (value) {
      case NullValue _ -> digest.update((byte) 'n');
      case BoolValue(boolean bool) -> digest.update((byte) (bool ? 'y' : 'z'));
      case IntegerValue(long number) -> add('i', number);
      case DecimalValue(double number) -> add('d', Double.doubleToLongBits(number));
      case DateValue(var time) -> add('t', time.toEpochMilli());
      case TextValue(String text) -> text('s', text);
      case IdValue(String id) -> text('o', id);
      case DocumentValue(Document inner) -> add(inner);
      case ArrayValue(var elements) -> {
        add('[', elements.size());
        elements.forEach(this::add);
      }
    }
  }

  private void text(char type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(type, bytes.length);
    digest.update(bytes);
  }

  private void add(char type, long number) {
    digest.update((byte) type);
    digest.update(eight.putLong(0, number).array());
  }
}
