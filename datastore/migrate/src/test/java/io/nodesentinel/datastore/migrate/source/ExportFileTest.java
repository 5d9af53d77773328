package io.nodesentinel.datastore.migrate.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ExportFileTest {
  private static ExportFile file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ExportFile file(byte[] bytes) {
    return ExportFile.of("a test", new ByteArrayInputStream(bytes));
  }

  /// What a source gives: the field `n` of documents, and the reasons of what is none.
  private static List<String> read(Source source) {
    List<String> read = new ArrayList<>();
    for (Item item = source.next(); item != null; item = source.next()) {
      read.add(
          switch (item) {
            case Item.Found(Place place, var document) ->
                place + ": " + document.getNumber("n").longValue();
            case Item.Unreadable(Place place, var _, String reason, boolean unfinished) ->
                place + ": " + reason + (unfinished ? " (unfinished)" : "");
          });
    }
    return read;
  }

  private static String reason(String line) {
    return read(file(line + "\n")).getFirst();
  }

  @Test
  void each_line_is_a_document_and_empty_ones_are_none() {
    assertThat(read(file("{\"n\":1}\r\n\n  {\"n\":2}  \n\n\n{\"n\":3}")))
        .containsExactly("line 1: 1", "line 3: 2", "line 6: 3");
  }

  @Test
  void the_elements_of_an_array_may_be_spread_over_lines_and_hold_anything() {
    assertThat(
            read(
                file(
                    """
                     [ {"n": 1, "a": "}] \\" {", "b": {"c": []}}
                    ,{
                      "n":
                      2},{"n":3} ]
                    """)))
        .containsExactly("element 1: 1", "element 2: 2", "element 3: 3");
  }

  @Test
  void nothing_at_all_is_no_document() {
    assertThat(read(file(""))).isEmpty();
    assertThat(read(file(" \n\n"))).isEmpty();
    assertThat(read(file("[]"))).isEmpty();
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_first_document() {
    assertThat(read(file("\uFEFF{\"n\":1}\n"))).containsExactly("line 1: 1");
  }

  @Test
  void a_wrong_line_is_told_with_its_place_and_none_of_its_content() {
    List<String> read = read(file("{\"n\":1}\n{\"secret\": treasure}\n{\"n\":3}\n"));

    assertThat(read).hasSize(3).startsWith("line 1: 1").endsWith("line 3: 3");
    assertThat(read.get(1))
        .contains("line 2: It is not valid JSON near byte")
        .doesNotContain("trea");
  }

  @Test
  void what_a_lenient_reader_would_lose_is_refused() {
    assertThat(reason("{\"n\":1} {\"n\":2}")).contains("Something follows the JSON object");
    assertThat(reason("{\"n\":1,\"n\":2}")).contains("names a field twice");
    assertThat(reason("{n:1}")).contains("not valid JSON");
    assertThat(reason("{\"n\":NaN}")).contains("not valid JSON");
    assertThat(reason("42")).contains("not a JSON object");
    assertThat(reason("{\"n\":99999999999999999999}")).contains("more than 64 bits");
    assertThat(reason("{\"a\":".repeat(200) + "1" + "}".repeat(200))).contains("deeper than 100");
  }

  @Test
  void bytes_that_are_no_text_are_refused() {
    byte[] bytes = "{\"n\":\"?\"}\n{\"n\":2}\n".getBytes(StandardCharsets.UTF_8);
    bytes[6] = (byte) 0xFF;

    assertThat(read(file(bytes)))
        .hasSize(2)
        .satisfies(read -> assertThat(read.getFirst()).contains("line 1: It is not valid JSON"))
        .endsWith("line 2: 2");
  }

  @Test
  void an_export_for_people_is_told_to_be_made_anew() {
    assertThat(read(file("{\n  \"n\": 1\n}\n")).getFirst()).contains("--pretty");
  }

  @Test
  void an_element_that_is_no_document_does_not_hide_the_next_one() {
    assertThat(read(file("[1, {\"n\":2}, \"x\", {\"n\": oops}, {\"n\":5}]")))
        .containsExactly(
            "element 1: It is not a JSON object.",
            "element 2: 2",
            "element 3: It is not a JSON object.",
            "element 4: It is not valid JSON near byte 6.",
            "element 5: 5");
  }

  @Test
  void an_export_that_is_cut_off_is_told() {
    assertThat(read(file("{\"n\":1}\n{\"n\":2")))
        .hasSize(2)
        .element(1)
        .asString()
        .contains("(unfinished)");
    assertThat(read(file("[{\"n\":1},{\"n\":2"))).element(1).asString().contains("cut off");
    assertThat(read(file("[{\"n\":1}"))).element(1).asString().contains("The array does not end");
    assertThat(read(file("[{\"n\":1}] more"))).element(1).asString().contains("Something follows");
  }

  @Test
  void a_packed_file_that_is_cut_off_gives_what_it_has_and_is_told() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 1; i <= 5_000; i++) {
        out.write(("{\"n\":" + i + "}\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);

    assertThat(read(file(packed.toByteArray()))).hasSize(5_000).endsWith("line 5000: 5000");
    assertThat(read(file(half)))
        .hasSizeBetween(1_000, 4_999)
        .startsWith("line 1: 1")
        .satisfies(read -> assertThat(read.getLast()).contains("cut off or damaged", "unfinished"));
  }

  @Test
  void a_packed_array_that_lacks_only_its_last_bytes_is_told_once() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("[{\"n\":1}]\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read(file(Arrays.copyOf(packed.toByteArray(), packed.size() - 4))))
        .containsExactly(
            "element 1: 1",
            "element 2: The packed file is cut off or damaged from here on. (unfinished)");
  }

  @Test
  void a_text_that_is_too_long_is_refused_without_being_held() {
    InputStream text =
        new SequenceInputStream(
            new ByteArrayInputStream("{\"n\":1}\n{\"a\":\"".getBytes(StandardCharsets.UTF_8)),
            new SequenceInputStream(
                new Filler(3L * ExportScanner.LONGEST),
                new ByteArrayInputStream("\"}\n{\"n\":3}\n".getBytes(StandardCharsets.UTF_8))));

    assertThat(read(ExportFile.of("a test", text)))
        .containsExactly("line 1: 1", "line 2: Its text is longer than 32 MiB.", "line 3: 3");
  }

  @Test
  void a_reader_goes_on_at_any_position_in_lines_as_in_an_array() {
    for (String text :
        List.of(
            "{\"n\":1}\n{\"n\":2}\n\n{\"n\":3}\n{\"n\":4}",
            "[{\"n\":1},{\"n\":2},\n{\"n\":3},{\"n\":4}]")) {
      List<String> all = read(file(text));
      for (int i = 0; i <= 4; i++) {
        ExportFile first = file(text);
        for (int taken = 0; taken < i; taken++) {
          assertThat(first.next()).isNotNull();
        }
        ExportFile second = file(text);

        assertThat(second.resume(first.position())).isTrue();
        assertThat(read(second)).as("behind %d of %s", i, text).isEqualTo(all.subList(i, 4));
        assertThat(read(first)).isEqualTo(all.subList(i, 4));
        ExportFile third = file(text);
        assertThat(third.resume(first.position())).isTrue();
        assertThat(read(third)).as("at the end of %s", text).isEmpty();
      }
    }
  }

  @Test
  void a_position_stays_before_what_is_not_complete_yet() {
    ExportFile cut = file("{\"n\":1}\n{\"n\":");
    assertThat(read(cut)).hasSize(2);

    ExportFile whole = file("{\"n\":1}\n{\"n\":2}\n");

    assertThat(whole.resume(cut.position())).isTrue();
    assertThat(read(whole)).containsExactly("line 2: 2");
  }

  @Test
  void a_position_in_another_content_is_not_taken() {
    ExportFile first = file("{\"n\":1}\n{\"n\":2}\n");
    assertThat(first.next()).isNotNull();
    Document position = first.position();

    assertThat(file("{\"n\":7}\n{\"n\":2}\n").resume(position)).isFalse();
    assertThat(file("{").resume(position)).isFalse();
    assertThat(file("{\"n\":1}\n").resume(Document.empty())).isFalse();
  }

  @Test
  void a_file_that_is_not_there_is_one_sentence() {
    assertThatThrownBy(() -> ExportFile.open(Path.of("/nowhere/events.json")))
        .isInstanceOf(DatastoreException.class)
        .hasMessage("Cannot read /nowhere/events.json: there is no such file.");
  }

  /// So many letters, of which none is kept.
  private static final class Filler extends InputStream {
    private long left;

    Filler(long count) {
      left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      Arrays.fill(bytes, from, from + count, (byte) 'x');
      left -= count;
      return count;
    }
  }
}
