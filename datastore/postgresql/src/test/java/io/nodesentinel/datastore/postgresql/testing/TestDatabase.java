package io.nodesentinel.datastore.postgresql.testing;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// One database of a test server. Statements here fail the test with what the server says.
public record TestDatabase(int port, String name) {

  /// A new connection, outside of any pool.
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /// Opens a new connection each time.
  public PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"localhost"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(name);
    source.setUser("postgres");
    return source;
  }

  public HikariDataSource pool(int size) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(dataSource());
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(0);
    pool.setConnectionTimeout(10_000);
    return pool;
  }

  public int execute(String sql, @Nullable Object... parameters) {
    try (Connection connection = connect()) {
      return execute(connection, sql, parameters);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  public static int execute(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
      return Math.max(0, statement.getUpdateCount());
    }
  }

  /// Several statements as they are.
  public void script(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The rows of a query as texts, null where there is NULL.
  public List<List<@Nullable String>> query(String sql, @Nullable Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<List<@Nullable String>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          List<@Nullable String> row = new ArrayList<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.add(result.getString(i));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The only value of a query.
  public String value(String sql, @Nullable Object... parameters) {
    return String.valueOf(query(sql, parameters).getFirst().getFirst());
  }
}
