package io.nodesentinel.datastore.migrate.destination;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Rows in the binary format of COPY (PostgreSQL manual, "COPY", Binary Format), which needs no
/// quoting. Not thread-safe.
final class CopyRows {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

  /// 2000-01-01T00:00:00Z, from which PostgreSQL counts.
  private static final long EPOCH_MILLIS = 946_684_800_000L;

  private static final int NULL = -1;
  private static final byte JSONB_VERSION = 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private final DataOutputStream out = new DataOutputStream(bytes);

  CopyRows() {
    write(() -> {
      out.write(SIGNATURE);
      out.writeInt(0);
      out.writeInt(0);
    });
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private CopyRows write(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  CopyRows row(int columns) {
    return write(() -> out.writeShort(columns));
  }

  CopyRows uuid(UUID value) {
    return write(() -> {
      out.writeInt(16);
      out.writeLong(value.getMostSignificantBits());
      out.writeLong(value.getLeastSignificantBits());
    });
  }

  CopyRows jsonb(byte[] json) {
    return write(() -> {
      out.writeInt(1 + json.length);
      out.writeByte(JSONB_VERSION);
      out.write(json);
    });
  }

  CopyRows bytea(byte[] value) {
    return write(() -> {
      out.writeInt(value.length);
      out.write(value);
    });
  }

  CopyRows bigint(long value) {
    return write(() -> {
      out.writeInt(Long.BYTES);
      out.writeLong(value);
    });
  }

  /// In whole milliseconds.
  CopyRows timestamptz(@Nullable Instant value) {
    return write(() -> {
      if (value == null) {
        out.writeInt(NULL);
      } else {
        out.writeInt(Long.BYTES);
        out.writeLong((value.toEpochMilli() - EPOCH_MILLIS) * 1000);
      }
    });
  }

  int size() {
    return bytes.size();
  }

  /// Sends all rows. This object is of no use then.
  ///
  /// @param copy a COPY ... FROM STDIN (FORMAT binary)
  void send(Connection connection, String copy) throws SQLException {
    write(() -> out.writeShort(-1));
    CopyIn stream = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      byte[] all = bytes.toByteArray();
      stream.writeToCopy(all, 0, all.length);
      stream.endCopy();
    } finally {
      if (stream.isActive()) {
        stream.cancelCopy();
      }
    }
  }
}
