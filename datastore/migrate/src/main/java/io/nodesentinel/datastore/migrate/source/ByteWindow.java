package io.nodesentinel.datastore.migrate.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.ZipException;

/// The bytes of a stream from a mark on, as far as they were looked at, and a checksum of all
/// before the mark. Grows with what lies behind the mark, and shrinks again. Not thread-safe.
final class ByteWindow {
  private static final int USUAL = 256 * 1024;

  private final InputStream in;
  private final MessageDigest digest = sha256();
  private byte[] buffer = new byte[USUAL];
  private int mark;
  private int at;
  private int end;
  private long position;
  private boolean damaged;

  ByteWindow(InputStream in) {
    this.in = in;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// The byte that comes next, which stays the next; -1 at the end.
  int peek() throws IOException {
    return at < end || fill() ? buffer[at] & 0xFF : -1;
  }

  /// Past the byte that [#peek] gave.
  void step() {
    at++;
  }

  /// To the next such byte, or to the end of what is in memory.
  void stepTo(char wanted) {
    while (at < end && buffer[at] != wanted) {
      at++;
    }
  }

  /// Past all that is in memory.
  void stepToEnd() {
    at = end;
  }

  /// Back to the mark.
  void stepBack() {
    at = mark;
  }

  /// Sets the mark here, and forgets what is before it.
  void mark() {
    if (at > mark) {
      digest.update(buffer, mark, at - mark);
      position += at - mark;
      mark = at;
    }
  }

  /// Bytes between the mark and here.
  int length() {
    return at - mark;
  }

  /// What holds the bytes behind the mark, until the next call.
  byte[] bytes() {
    return buffer;
  }

  /// Where in [#bytes] the mark is.
  int offset() {
    return mark;
  }

  /// Bytes before the mark.
  long position() {
    return position;
  }

  /// Checksum of all before the mark, in hexadecimal digits.
  String checksum() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("SHA-256 of the platform can be cloned", impossible);
    }
  }

  /// The stream ended because it could not be unpacked any further.
  boolean isDamaged() {
    return damaged;
  }

  /// Sets the mark so many bytes from the beginning.
  ///
  /// @return false if there are not so many
  boolean skip(long bytes) throws IOException {
    while (position < bytes) {
      at = mark;
      if (at == end && !fill()) {
        return false;
      }
      at = (int) Math.min(end, mark + (bytes - position));
      mark();
    }
    return true;
  }

  private boolean fill() throws IOException {
    if (damaged) {
      return false;
    }
    if (mark > 0) {
      boolean shrink = buffer.length > 4 * USUAL && end - mark < USUAL;
      byte[] to = shrink ? new byte[USUAL] : buffer;
      System.arraycopy(buffer, mark, to, 0, end - mark);
      buffer = to;
      at -= mark;
      end -= mark;
      mark = 0;
    } else if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      int count = in.read(buffer, end, buffer.length - end);
      end += Math.max(0, count);
      return count > 0;
    } catch (EOFException | ZipException cutOff) {
      damaged = true;
      return false;
    }
  }
}
