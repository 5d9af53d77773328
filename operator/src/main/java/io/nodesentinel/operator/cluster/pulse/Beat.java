package io.nodesentinel.operator.cluster.pulse;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One watch, and when something was last heard on it.
final class Beat implements WebSocket.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

  private final WebSocket.Listener listener;
  private final LongSupplier nanos;
  private final Set<Beat> open;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable WebSocket socket;
  private volatile long heard;

  /// At the last look; for the thread that feels.
  private boolean wasClosed;

  /// @param open holds this from the moment it opens until it ends
  Beat(WebSocket.Listener listener, LongSupplier nanos, Set<Beat> open) {
    this.listener = listener;
    this.nanos = nanos;
    this.open = open;
  }

  /// Asks for a sign of life, or ends the watch if there was none.
  void feel() {
    WebSocket present = socket;
    if (present == null) {
      return;
    }
    long silence = nanos.getAsLong() - heard;
    boolean closed = present.isInputClosed() || present.isOutputClosed();
    if (closed && wasClosed) {
      // The JDK's socket, cut while it hands out a message, may end without telling its listener.
      giveUp(present, "its connection was closed, and nobody was told");
    } else if (silence >= Pulse.GIVES_UP_AFTER.toNanos()) {
      giveUp(present, "nothing was heard for " + Pulse.GIVES_UP_AFTER.toSeconds() + " s");
    } else if (silence >= Pulse.ASKS_AFTER.toNanos()) {
      var _ =
          present
              .sendPing(ByteBuffer.allocate(0))
              .whenComplete((_, failure) -> {
                // Anything else: the ping before is still on its way.
                if (failure instanceof IOException) {
                  giveUp(present, String.valueOf(failure.getMessage()));
                }
              });
    }
    wasClosed = closed;
  }

  private void giveUp(WebSocket present, String why) {
    if (!end()) {
      return;
    }
    LOG.warn("a watch is dead and is begun again: {}", why);
    present.abort();
    listener.onError(present, new IOException(why));
  }

  /// @return false if that was known
  private boolean end() {
    open.remove(this);
    return !ended.getAndSet(true);
  }

  private void hear() {
    heard = nanos.getAsLong();
  }

  @Override
  public void onOpen(WebSocket opened) {
    hear();
    socket = opened;
    open.add(this);
    listener.onOpen(opened);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    hear();
    return listener.onText(from, data, last);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    hear();
    return listener.onBinary(from, data, last);
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    hear();
    return listener.onPing(from, message);
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    hear();
    return listener.onPong(from, message);
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    return end() ? listener.onClose(from, statusCode, reason) : null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    if (end()) {
      // To the client a broken frame is a reason to watch never again, and the operator would end.
      // From where it was, on another connection, the watch can go on.
      listener.onError(
          from,
          error instanceof ProtocolException
              ? new IOException("a frame of the watch cannot be read: " + error.getCause(), error)
              : error);
    }
  }
}
