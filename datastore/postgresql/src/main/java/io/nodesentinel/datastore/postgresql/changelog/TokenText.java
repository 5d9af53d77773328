package io.nodesentinel.datastore.postgresql.changelog;

import org.jspecify.annotations.Nullable;

/// Tokens as text and back, without a JSON library at work for each: every change has a token, and
/// nearly all of them name the same server. Thread-safe.
///
/// @param prefix what comes before the transaction id in all tokens of the server
record TokenText(ServerIdentity server, String prefix) {
  private static final String BEFORE_XID = "\"xid\":\"";
  private static final String BEFORE_ID = "\",\"id\":";

  /// Of the server that was named last.
  private static volatile TokenText last = of(new ServerIdentity("", 0, 0, 0, ""));

  /// The same as [StreamToken#toJson].
  static String of(StreamToken token) {
    TokenText text = last;
    if (!text.server.equals(token.server())) {
      text = of(token.server());
      last = text;
    }
    return text.prefix + token.position().xid() + BEFORE_ID + token.position().id() + '}';
  }

  private static TokenText of(ServerIdentity server) {
    String json = new StreamToken(server, StreamPosition.START).toJson();
    return new TokenText(
        server, json.substring(0, json.lastIndexOf(BEFORE_XID) + BEFORE_XID.length()));
  }

  /// Reads what [#of(StreamToken)] wrote last; null if it is another text, whatever it may be.
  static @Nullable StreamToken parse(String text) {
    TokenText known = last;
    int xid = known.prefix.length();
    int end = text.length() - 1;
    if (!text.startsWith(known.prefix) || text.charAt(end) != '}') {
      return null;
    }
    int afterXid = text.indexOf(BEFORE_ID, xid);
    try {
      return afterXid < 0
          ? null
          : new StreamToken(
              known.server,
              new StreamPosition(
                  Long.parseLong(text, xid, afterXid, 10),
                  Long.parseLong(text, afterXid + BEFORE_ID.length(), end, 10)));
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
