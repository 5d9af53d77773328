package io.nodesentinel.datastore.postgresql.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.postgresql.query.FilterSql;
import io.nodesentinel.datastore.postgresql.query.SortSql;
import io.nodesentinel.datastore.postgresql.query.Sql;
import io.nodesentinel.datastore.postgresql.record.StoredJson;
import io.nodesentinel.datastore.postgresql.record.Table;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Sort;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The statements, one method each, on a connection that somebody else opens and closes.
final class Statements {
  private final Connection connection;

  Statements(Connection connection) {
    this.connection = connection;
  }

  /// What follows a SELECT list: the rows of a collection that match.
  private static void from(Collection collection, Filter filter, Sql sql) {
    Table table = Table.of(collection);
    sql.add(" FROM ").add(table.sqlName()).add(" AS t WHERE ");
    if (table.isShared()) {
      sql.add("t.collection = ? AND ", collection.name());
    }
    FilterSql.append(table, filter, sql);
  }

  /// The statement for documents in order.
  ///
  /// @param limit 0 means all
  static Sql select(Collection collection, Filter filter, Sort sort, long skip, long limit) {
    Sql sql = new Sql().add("SELECT t.id, t.document::text");
    from(collection, filter, sql);
    SortSql.append(Table.of(collection), sort, sql);
    if (skip > 0) {
      sql.add(" OFFSET ?", skip);
    }
    if (limit > 0) {
      sql.add(" LIMIT ?", limit);
    }
    return sql;
  }

  /// The document of a row of [#select], or why there is none.
  static Found found(ResultSet row) throws SQLException {
    return StoredJson.find(UUID.fromString(row.getString(1)), row.getString(2));
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(UUID.fromString(row.getString(1)), found(row).orThrow());
  }

  /// Rows that match, locked against other writers until the transaction ends. A row that another
  /// writer held is looked at again as it is now.
  ///
  /// @param limit 0 means all
  List<Stored> lock(Collection collection, Filter filter, long limit) throws SQLException {
    return rows(select(collection, filter, Sort.NONE, 0, limit).add(" FOR UPDATE OF t"));
  }

  /// Rows that match and are known to be few.
  List<Stored> find(Collection collection, Filter filter) throws SQLException {
    return rows(select(collection, filter, Sort.NONE, 0, 0));
  }

  private List<Stored> rows(Sql sql) throws SQLException {
    List<Stored> rows = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(stored(result));
      }
    }
    return rows;
  }

  long count(Collection collection, Filter filter) throws SQLException {
    Sql sql = new Sql().add("SELECT count(*)");
    from(collection, filter, sql);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  long delete(Collection collection, Filter filter) throws SQLException {
    Sql sql = new Sql().add("DELETE");
    from(collection, filter, sql);
    try (PreparedStatement statement = sql.prepare(connection)) {
      return statement.executeUpdate();
    }
  }

  /// Inserts rows with one statement.
  ///
  /// @param onConflict what follows the rows; a constant of this program
  /// @return the ids of those that were inserted
  List<UUID> insert(Collection collection, List<Stored> documents, String onConflict)
      throws SQLException {
    Table table = Table.of(collection);
    Sql sql =
        table.isShared()
            ? new Sql()
                .add(
                    "INSERT INTO datastore_documents (collection, id, document) SELECT ?,",
                    collection.name())
            : new Sql().add("INSERT INTO ").add(table.sqlName()).add(" (id, document) SELECT");
    sql.add(" CAST(u.id AS uuid), CAST(u.document AS jsonb) FROM ");
    unnest(documents, sql);
    sql.add(" ").add(onConflict).add(" RETURNING id");
    List<UUID> inserted = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        inserted.add(UUID.fromString(result.getString(1)));
      }
    }
    return inserted;
  }

  /// Replaces documents with one statement.
  void replace(Collection collection, List<Stored> documents) throws SQLException {
    Table table = Table.of(collection);
    Sql sql = new Sql().add("UPDATE ").add(table.sqlName());
    sql.add(" AS t SET document = CAST(u.document AS jsonb) FROM ");
    unnest(documents, sql);
    sql.add(" WHERE t.id = CAST(u.id AS uuid)");
    if (table.isShared()) {
      sql.add(" AND t.collection = ?", collection.name());
    }
    try (PreparedStatement statement = sql.prepare(connection)) {
      statement.executeUpdate();
    }
  }

  /// Lets one transaction at a time insert by a key that no index makes unique.
  void lockKey(String name) throws SQLException {
    Sql sql = new Sql().add("SELECT pg_advisory_xact_lock(hashtextextended(?, 1316180560))", name);
    try (PreparedStatement statement = sql.prepare(connection)) {
      statement.execute();
    }
  }

  private static void unnest(List<Stored> documents, Sql sql) {
    sql.add(
        "unnest(CAST(? AS text[]), CAST(? AS text[])) AS u(id, document)",
        documents.stream().map(one -> one.record().toString()).toArray(String[]::new),
        documents.stream()
            .map(one -> StoredJson.write(one.record(), one.document()))
            .toArray(String[]::new));
  }
}
