package io.nodesentinel.datastore.migrate.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.testing.Exports;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawDocumentsTest {
  private static byte[] bytes(BsonDocument document) {
    RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
    byte[] bytes = new byte[raw.getByteLength()];
    raw.getByteBuffer().get(bytes);
    return bytes;
  }

  /// The same with some bytes instead of others.
  private static RawBsonDocument with(BsonDocument document, String what, String instead) {
    String bytes = new String(bytes(document), ISO_8859_1);
    assertThat(bytes).contains(what);
    return new RawBsonDocument(bytes.replace(what, instead).getBytes(ISO_8859_1));
  }

  private static void assertRefused(RawBsonDocument raw, String reason) {
    assertThatThrownBy(() -> RawDocuments.read(raw))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }

  @Test
  void what_is_as_it_should_be_is_read_as_it_is() {
    BsonDocument document =
        BsonDocument.parse(Exports.golden()).append("é\u20AC\uD83D\uDE00", new BsonInt32(1));
    byte[] padded = new byte[bytes(document).length + 7];
    System.arraycopy(bytes(document), 0, padded, 3, padded.length - 7);

    assertThat(RawDocuments.read(new RawBsonDocument(padded, 3, padded.length - 7)))
        .isEqualTo(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'_id': 7, 'one': 'secret', 'two': 2}",
        "{'_id': 7, 'inner': {'one': 'secret', 'two': 2}}",
        "{'_id': 7, 'list': [1, {'more': [], 'one': {'a': 1}, 'two': 'secret'}]}"
      })
  void a_field_that_is_there_twice_is_told_wherever_it_is(String json) {
    RawBsonDocument raw = with(BsonDocument.parse(json), "two\0", "one\0");

    assertRefused(raw, "names a field twice");
    assertThat(RawDocuments.onlyId(raw)).isEqualTo(BsonDocument.parse("{'_id': 7}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00C3(et", "\u00ED\u00A0\u0080t", "sec\u00FF", "\u00C0\u0080et"})
  void a_text_or_name_that_is_not_utf_8_is_told_and_not_mended(String odd) {
    String usual = "secret".substring(0, odd.length());

    assertRefused(with(BsonDocument.parse("{'a': 'secret'}"), usual, odd), "not UTF-8");
    assertRefused(with(BsonDocument.parse("{'secret': 1}"), usual, odd), "not UTF-8");
  }

  @Test
  void a_document_that_is_no_bson_is_told() {
    BsonDocument document = BsonDocument.parse("{'_id': 7, 'a': 'secret', 'b': true}");

    assertRefused(with(document, "\u0008b\0\u0001", "\u0008b\0\u0005"), "not BSON");
    assertRefused(with(document, "\u0008b\0", "Ub\0"), "not BSON");
    assertRefused(with(document, "a\0\u0007\0\0\0", "a\0\u0007\0\0\u0001"), "not BSON");
    RawBsonDocument withoutId = with(document, "\u0010_id", "U_id");
    assertRefused(withoutId, "not BSON");
    assertThat(RawDocuments.onlyId(withoutId)).isEmpty();
  }
}
