package io.nodesentinel.datastore.migrate.source;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A file of `mongoexport`: a document on each line, or one array of them; also packed by gzip.
public final class ExportFile implements Source {
  private static final int GZIP_FIRST = 0x1F;
  private static final int GZIP_SECOND = 0x8B;

  private final String name;
  private final long size;
  private final AtomicLong read = new AtomicLong();
  private final InputStream in;
  private final ExportScanner scanner;

  private ExportFile(String name, InputStream raw, long size) {
    this.name = name;
    this.size = size;
    try {
      this.in = unpacked(new BufferedInputStream(new Counting(raw, read), 1 << 16));
    } catch (IOException failure) {
      throw wrong(name, failure);
    }
    this.scanner = new ExportScanner(in);
  }

  /// @throws DatastoreException (QUERY) with a sentence if it cannot be read
  public static ExportFile open(Path file) {
    String name = file.toAbsolutePath().normalize().toString();
    try {
      return new ExportFile(name, Files.newInputStream(file), Files.size(file));
    } catch (IOException failure) {
      throw wrong(name, failure);
    }
  }

  /// What comes from a pipe.
  ///
  /// @param name what positions in it are stored under
  public static ExportFile of(String name, InputStream in) {
    return new ExportFile(name, in, 0);
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean packed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
    in.reset();
    return packed ? new GZIPInputStream(in, 1 << 16) : in;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable Item next() {
    try {
      return switch (scanner.next()) {
        case null -> null;
        case ExportScanner.Text.Candidate text -> item(text);
        case ExportScanner.Text.Wrong(String reason, boolean unfinished) ->
            new Item.Unreadable(place(), reason, unfinished);
      };
    } catch (IOException failure) {
      throw wrong(name, failure);
    }
  }

  private Item item(ExportScanner.Text.Candidate text) {
    try {
      return new Item.Found(place(), ExtendedJson.read(text.bytes(), text.from(), text.length()));
    } catch (DatastoreException refused) {
      if (!text.last()) {
        return new Item.Unreadable(place(), refused.getMessage(), false);
      }
      scanner.leaveUnfinished();
      return new Item.Unreadable(
          place(), scanner.isDamaged() ? ExportScanner.DAMAGED : refused.getMessage(), true);
    }
  }

  private Place place() {
    return new Place(scanner.isArray() ? "element" : "line", scanner.number());
  }

  @Override
  public Document position() {
    return Document.builder()
        .put("bytes", scanner.position())
        .put("number", scanner.numberAtPosition())
        .put("form", scanner.form().name())
        .put("sha256", scanner.checksum())
        .build();
  }

  @Override
  public boolean resume(Document position) {
    try {
      return position.get("bytes") instanceof IntegerValue(long bytes)
          && position.get("number") instanceof IntegerValue(long number)
          && position.get("form") instanceof TextValue(String form)
          && position.get("sha256") instanceof TextValue(String checksum)
          && scanner.skip(bytes, checksum, number, ExportScanner.Form.valueOf(form));
    } catch (IOException failure) {
      throw wrong(name, failure);
    }
  }

  @Override
  public boolean growsAtItsEnd() {
    return true;
  }

  @Override
  public Amount amount() {
    return new Amount(read.get(), size, true);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException failure) {
      throw wrong(name, failure);
    }
  }

  private static DatastoreException wrong(String name, IOException failure) {
    String why =
        failure instanceof NoSuchFileException
            ? "there is no such file"
            : String.valueOf(failure.getMessage());
    return DatastoreException.of(QUERY, "Cannot read %s: %s.".formatted(name, why), failure);
  }

  /// Counts what leaves the file, for the progress.
  private static final class Counting extends FilterInputStream {
    private final AtomicLong count;

    Counting(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      int unit = super.read();
      if (unit >= 0) {
        count.incrementAndGet();
      }
      return unit;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int got = super.read(bytes, from, length);
      count.addAndGet(Math.max(0, got));
      return got;
    }
  }
}
