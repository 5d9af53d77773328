package io.nodesentinel.crds;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;

/// Reads an absent or null boolean as true: objects that never passed the API server's defaulting
/// (files, tests) mean the same as those that did.
final class TrueByDefault extends JsonDeserializer<Boolean> {
  @Override
  public Boolean deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return parser.getBooleanValue();
  }

  @Override
  public Boolean getNullValue(DeserializationContext context) {
    return true;
  }

  @Override
  public Boolean getAbsentValue(DeserializationContext context) {
    return true;
  }
}
