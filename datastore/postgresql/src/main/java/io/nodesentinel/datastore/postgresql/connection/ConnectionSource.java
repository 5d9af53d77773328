package io.nodesentinel.datastore.postgresql.connection;

import java.sql.Connection;
import java.sql.SQLException;

/// Opens a connection that the caller keeps for itself and closes, outside of any pool.
@FunctionalInterface
public interface ConnectionSource {
  Connection open() throws SQLException;
}
