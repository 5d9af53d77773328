package io.nodesentinel.datastore.postgresql.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement in the making: text from constants, values as parameters. Not thread-safe.
public final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<@Nullable Object> parameters = new ArrayList<>();

  /// Adds text that is a constant of this program.
  public Sql add(String constant) {
    text.append(constant);
    return this;
  }

  /// Adds text with a `?` for each parameter: texts, numbers, booleans, times, arrays of texts.
  public Sql add(String constant, @Nullable Object... values) {
    text.append(constant);
    parameters.addAll(Arrays.asList(values));
    return this;
  }

  public PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text.toString());
    try {
      for (int i = 0; i < parameters.size(); i++) {
        Object value = parameters.get(i);
        if (value instanceof String[] texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts));
        } else {
          statement.setObject(i + 1, value);
        }
      }
      return statement;
    } catch (SQLException failure) {
      statement.close();
      throw failure;
    }
  }

  /// The text, with its placeholders.
  @Override
  public String toString() {
    return text.toString();
  }
}
