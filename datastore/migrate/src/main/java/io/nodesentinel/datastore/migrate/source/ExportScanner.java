package io.nodesentinel.datastore.migrate.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes of an export into the texts of its documents, either one a line, or the elements
/// of one array. Holds one text at a time, and never more than [#LONGEST] bytes. Not thread-safe.
///
/// It keeps a checksum of everything up to its position, by which a later run knows the same
/// content again.
final class ExportScanner {
  /// Bytes that the text of one document may have. Canonical extended JSON is longer than the JSON
  /// that is stored, of which 16 MiB are possible.
  static final int LONGEST = 32 * 1024 * 1024;

  private static final int USUAL = 256 * 1024;

  private final InputStream in;
  private final MessageDigest digest = sha256();
  private byte[] buffer = new byte[USUAL];

  // What lies before `start` is behind us; the text under way is [start, at).
  private int start;
  private int at;
  private int end;
  private long consumed;
  private long number;
  private int unfinished;
  private Form form = Form.UNKNOWN;
  private boolean ended;
  private boolean broken;

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
    this.in = in;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// Bytes up to behind the last text.
  long position() {
    consume();
    return consumed;
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
    consume();
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("SHA-256 of the platform can be cloned", impossible);
    }
  }

  /// Skips so many bytes.
  ///
  /// @param then what came next there
  /// @return false if there are not so many, or they have another checksum
  boolean skip(long bytes, String checksum, long numberBefore, Form then) throws IOException {
    while (consumed < bytes) {
      at = start;
      if (at == end && !fill()) {
        return false;
      }
      at = (int) Math.min(end, start + (bytes - consumed));
      consume();
    }
    number = numberBefore;
    form = then;
    return checksum().equals(checksum);
  }

  /// The last text was not what it should be, and the content ends with it: the position stays
  /// before it.
  void leaveUnfinished() {
    at = start;
    unfinished++;
  }

  /// The next text; null at the end.
  @Nullable Text next() throws IOException {
    consume();
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
    if (peek() == 0xEF) {
      // A byte order mark, which some editors leave.
      at += 1;
      for (int i = 0; i < 2 && peek() >= 0x80; i++) {
        at++;
      }
    }
    while (isBlank(peek())) {
      number += peek() == '\n' ? 1 : 0;
      at++;
      consume();
    }
    if (peek() == '[') {
      at++;
      form = Form.ARRAY;
      number = 0;
    } else {
      form = Form.LINES;
    }
    consume();
  }

  private @Nullable Text line() throws IOException {
    while (true) {
      if (ended || peek() < 0) {
        return broken();
      }
      number++;
      boolean tooLong = false;
      int unit;
      while ((unit = peek()) >= 0 && unit != '\n') {
        at = until((byte) '\n');
        tooLong |= discardIfTooLong();
      }
      boolean last = unit < 0;
      int to = at;
      at += last ? 0 : 1;
      if (tooLong) {
        return new Text.Wrong(tooLong(), false);
      }
      int from = start;
      while (from < to && isBlank(buffer[from])) {
        from++;
      }
      while (to > from && isBlank(buffer[to - 1])) {
        to--;
      }
      if (from < to) {
        ended = last;
        return new Text.Candidate(buffer, from, to - from, last);
      }
      consume();
    }
  }

  private @Nullable Text element() throws IOException {
    while (isBlank(peek()) || peek() == ',') {
      at++;
      consume();
    }
    int first = ended ? -1 : peek();
    if (first == ']') {
      at++;
      form = Form.BEHIND;
      return behind();
    }
    if (ended) {
      return null;
    }
    number++;
    if (first < 0) {
      ended = true;
      leaveUnfinished();
      return new Text.Wrong("The array does not end: the export is cut off here.", true);
    }
    return first == '{' ? document() : other();
  }

  /// From a brace to the one that closes it.
  private Text document() throws IOException {
    int depth = 0;
    boolean quoted = false;
    boolean tooLong = false;
    int unit;
    while ((unit = peek()) >= 0) {
      at++;
      if (quoted) {
        if (unit == '\\' && peek() >= 0) {
          at++;
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
            : new Text.Candidate(buffer, start, at - start, false);
      }
      tooLong |= discardIfTooLong();
    }
    ended = true;
    leaveUnfinished();
    return new Text.Wrong("It does not end: the export is cut off, or a brace is missing.", true);
  }

  private Text other() throws IOException {
    int unit;
    while ((unit = peek()) >= 0 && unit != ',' && unit != ']' && unit != '{') {
      at++;
      discardIfTooLong();
    }
    return new Text.Wrong("It is not a JSON object.", false);
  }

  private @Nullable Text behind() throws IOException {
    while (isBlank(peek())) {
      at++;
      consume();
    }
    if (peek() < 0 || ended) {
      return broken();
    }
    while (peek() >= 0) {
      at = end;
      consume();
    }
    ended = true;
    number++;
    return new Text.Wrong("Something follows the end of the array.", false);
  }

  /// A packed file that cannot be unpacked to its end.
  private @Nullable Text broken() {
    if (!broken) {
      return null;
    }
    broken = false;
    ended = true;
    number++;
    leaveUnfinished();
    return new Text.Wrong("The packed file is cut off or damaged from here on.", true);
  }

  private static String tooLong() {
    return "Its text is longer than %d MiB.".formatted(LONGEST >> 20);
  }

  private static boolean isBlank(int unit) {
    return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
  }

  /// Where the next such byte is in what is in memory, or the end of that.
  private int until(byte wanted) {
    for (int i = at; i < end; i++) {
      if (buffer[i] == wanted) {
        return i;
      }
    }
    return end;
  }

  /// Forgets a text that is too long, rather than hold it.
  private boolean discardIfTooLong() {
    if (at - start <= LONGEST) {
      return false;
    }
    consume();
    return true;
  }

  private int peek() throws IOException {
    return at < end || fill() ? buffer[at] & 0xFF : -1;
  }

  private boolean fill() throws IOException {
    if (broken) {
      return false;
    }
    if (start > 0) {
      boolean shrink = buffer.length > 4 * USUAL && end - start < USUAL;
      byte[] to = shrink ? new byte[USUAL] : buffer;
      System.arraycopy(buffer, start, to, 0, end - start);
      buffer = to;
      at -= start;
      end -= start;
      start = 0;
    } else if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      int count = in.read(buffer, end, buffer.length - end);
      end += Math.max(0, count);
      return count > 0;
    } catch (EOFException | ZipException damaged) {
      broken = true;
      return false;
    }
  }

  private void consume() {
    if (at > start) {
      digest.update(buffer, start, at - start);
      consumed += at - start;
      start = at;
    }
  }
}
