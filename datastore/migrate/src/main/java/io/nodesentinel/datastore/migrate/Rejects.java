package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.destination.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects rejections: the first few in memory, all of them in a file if there is one. Not
/// thread-safe.
final class Rejects implements Journal, AutoCloseable {
  private static final int SHOWN = 20;
  private static final String FILE = "file";
  private static final String BYTES = "bytes";

  private final JsonFactory json = new JsonFactory();
  private final List<Rejection> first = new ArrayList<>();
  private final @Nullable SeekableByteChannel file;
  private final Optional<Path> path;
  private long count;

  /// @param end where what belongs to earlier runs ends, as [#add] gave it; what is behind that, or
  ///   in another file, is overwritten
  Rejects(Optional<Path> path, Document end) {
    this.path = path.map(file -> file.toAbsolutePath().normalize());
    try {
      this.file = this.path.isEmpty() ? null : open(this.path.get(), end);
    } catch (IOException failure) {
      throw wrong(failure);
    }
  }

  private static SeekableByteChannel open(Path path, Document end) throws IOException {
    SeekableByteChannel file =
        Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean same = Value.of(path.toString()).equals(end.get(FILE));
    file.truncate(same && end.get(BYTES) instanceof IntegerValue(long bytes) ? bytes : 0);
    file.position(file.size());
    return file;
  }

  @Override
  public Document add(List<Rejection> rejections) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Rejection rejection : rejections) {
      count++;
      if (first.size() < SHOWN) {
        first.add(rejection);
      }
      write(rejection, lines);
    }
    if (file == null) {
      return Document.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      return Document.builder()
          .put(FILE, path.map(Path::toString).orElse(""))
          .put(BYTES, file.position())
          .build();
    } catch (IOException failure) {
      throw wrong(failure);
    }
  }

  private void write(Rejection rejection, OutputStream lines) {
    try {
      JsonGenerator out = json.createGenerator(lines);
      try (out) {
        out.writeStartObject();
        out.writeStringField("place", rejection.place());
        out.writeStringField("id", rejection.id());
        out.writeStringField("reason", rejection.reason());
        out.writeEndObject();
        out.writeRaw('\n');
      }
    } catch (IOException failure) {
      throw wrong(failure);
    }
  }

  long count() {
    return count;
  }

  List<Rejection> first() {
    return List.copyOf(first);
  }

  private DatastoreException wrong(IOException failure) {
    return DatastoreException.of(
        CONFIGURATION,
        "Cannot write the rejections to %s: %s."
            .formatted(path.map(Path::toString).orElse(""), failure.getMessage()),
        failure);
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException failure) {
      throw wrong(failure);
    }
  }
}
