package io.nodesentinel.datastore.migrate.source;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes of an export into the texts of its documents, either one a line, or the elements
/// of one array. Holds one text at a time, of at most [#LONGEST] bytes. Not thread-safe.
///
/// Its position, between two texts, has a checksum of everything before it, by which a later run
/// knows the same content again.
final class ExportScanner {
  /// Bytes that the text of one document may have. Canonical extended JSON is longer than the JSON
  /// that is stored, of which 16 MiB are possible.
  static final int LONGEST = 32 * 1024 * 1024;

  static final String DAMAGED = "The packed file is cut off or damaged from here on.";

  private final ByteWindow window;
  private long number;
  private int unfinished;
  private Form form = Form.UNKNOWN;
  private boolean ended;

  /// What comes next.
  enum Form {
    UNKNOWN,
    LINES,
    ARRAY,
    /// Nothing: the array has ended.
    BEHIND
  }

  /// A piece of the export.
  sealed interface Text {
    /// The bytes are valid until the next call.
    ///
    /// @param last the content ends with it, and not with its line
    @SuppressWarnings("ArrayRecordComponent") // A view, never compared.
    record Candidate(byte[] bytes, int from, int length, boolean last) implements Text {}

    record Wrong(String reason, boolean unfinished) implements Text {}
  }

  ExportScanner(InputStream in) {
    this.window = new ByteWindow(in);
  }

  /// Bytes up to behind the last text.
  long position() {
    window.mark();
    return window.position();
  }

  /// Number of the last text: of its line, or of the element.
  long number() {
    return number;
  }

  /// The same, of the last text before the position.
  long numberAtPosition() {
    return number - unfinished;
  }

  Form form() {
    return form;
  }

  boolean isArray() {
    return form == Form.ARRAY || form == Form.BEHIND;
  }

  /// Checksum of everything up to the position.
  String checksum() {
    window.mark();
    return window.checksum();
  }

  /// Goes on at a position.
  ///
  /// @param bytes before it
  /// @param then what came next there
  /// @return false if there are not so many bytes, or they have another checksum
  boolean skip(long bytes, String checksum, long numberBefore, Form then) throws IOException {
    number = numberBefore;
    form = then;
    return window.skip(bytes) && window.checksum().equals(checksum);
  }

  /// The last text was not what it should be, and the content ends with it: the position stays
  /// before it.
  void leaveUnfinished() {
    window.stepBack();
    unfinished++;
    ended = true;
  }

  /// The content ends because a packed file cannot be unpacked any further.
  boolean isDamaged() {
    return window.isDamaged();
  }

  /// The next text; null at the end.
  @Nullable Text next() throws IOException {
    if (ended) {
      return null;
    }
    window.mark();
    if (form == Form.UNKNOWN) {
      begin();
    }
    return switch (form) {
      case LINES, UNKNOWN -> line();
      case ARRAY -> element();
      case BEHIND -> behind();
    };
  }

  private void begin() throws IOException {
    if (window.peek() == 0xEF) {
      // A byte order mark, which some editors leave.
      window.step();
      for (int i = 0; i < 2 && window.peek() >= 0x80; i++) {
        window.step();
      }
    }
    form = Form.LINES;
    while (isBlank(window.peek())) {
      number += window.peek() == '\n' ? 1 : 0;
      window.step();
      window.mark();
    }
    if (window.peek() == '[') {
      window.step();
      form = Form.ARRAY;
      number = 0;
    }
    window.mark();
  }

  private @Nullable Text line() throws IOException {
    while (window.peek() >= 0) {
      number++;
      boolean tooLong = false;
      while (window.peek() >= 0 && window.peek() != '\n') {
        window.stepTo('\n');
        tooLong |= discardIfTooLong();
      }
      boolean last = window.peek() < 0;
      Text text = tooLong ? new Text.Wrong(tooLong(), false) : trimmed(last);
      if (!last) {
        window.step();
      }
      boolean empty = text instanceof Text.Candidate candidate && candidate.length() == 0;
      if (!empty) {
        return text;
      }
      window.mark();
    }
    return end();
  }

  /// From the mark to here, without blanks around it.
  private Text.Candidate trimmed(boolean last) {
    byte[] bytes = window.bytes();
    int from = window.offset();
    int to = from + window.length();
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (to > from && isBlank(bytes[to - 1])) {
      to--;
    }
    return new Text.Candidate(bytes, from, to - from, last);
  }

  private @Nullable Text element() throws IOException {
    while (isBlank(window.peek()) || window.peek() == ',') {
      window.step();
      window.mark();
    }
    if (window.peek() == ']') {
      window.step();
      form = Form.BEHIND;
      return behind();
    }
    number++;
    if (window.peek() < 0) {
      leaveUnfinished();
      return new Text.Wrong("The array does not end: the export is cut off here.", true);
    }
    return window.peek() == '{' ? document() : other();
  }

  /// From a brace to the one that closes it.
  private Text document() throws IOException {
    int depth = 0;
    boolean quoted = false;
    boolean tooLong = false;
    int unit;
    while ((unit = window.peek()) >= 0) {
      window.step();
      if (quoted) {
        if (unit == '\\' && window.peek() >= 0) {
          window.step();
        } else if (unit == '"') {
          quoted = false;
        }
      } else if (unit == '"') {
        quoted = true;
      } else if (unit == '{') {
        depth++;
      } else if (unit == '}' && --depth == 0) {
        return tooLong
            ? new Text.Wrong(tooLong(), false)
            : new Text.Candidate(window.bytes(), window.offset(), window.length(), false);
      }
      tooLong |= discardIfTooLong();
    }
    leaveUnfinished();
    return new Text.Wrong("It does not end: the export is cut off, or a brace is missing.", true);
  }

  private Text other() throws IOException {
    int unit;
    while ((unit = window.peek()) >= 0 && unit != ',' && unit != ']' && unit != '{') {
      window.step();
      discardIfTooLong();
    }
    return new Text.Wrong("It is not a JSON object.", false);
  }

  private @Nullable Text behind() throws IOException {
    while (isBlank(window.peek())) {
      window.step();
      window.mark();
    }
    if (window.peek() < 0) {
      return end();
    }
    while (window.peek() >= 0) {
      window.stepToEnd();
      window.mark();
    }
    number++;
    return new Text.Wrong("Something follows the end of the array.", false);
  }

  private @Nullable Text end() {
    ended = true;
    if (!window.isDamaged()) {
      return null;
    }
    number++;
    leaveUnfinished();
    return new Text.Wrong(DAMAGED, true);
  }

  private static String tooLong() {
    return "Its text is longer than %d MiB.".formatted(LONGEST >> 20);
  }

  private static boolean isBlank(int unit) {
    return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
  }

  /// Forgets a text that is too long, rather than hold it.
  private boolean discardIfTooLong() {
    if (window.length() <= LONGEST) {
      return false;
    }
    window.mark();
    return true;
  }
}
