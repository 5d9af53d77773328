package io.nodesentinel.operator.cluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PulseTest {
  private long now = Long.MAX_VALUE - 5;
  private final Pulse pulse = new Pulse(() -> now);
  private final Told told = new Told();
  private final Socket socket = new Socket();
  private final WebSocket.Listener watch = pulse.of(told);

  private void after(Duration silence) {
    now += silence.toNanos();
    pulse.feel();
  }

  @Test
  void a_watch_that_is_heard_of_is_left_alone() {
    watch.onOpen(socket);
    for (int i = 0; i < 10; i++) {
      after(Duration.ofSeconds(9));
      watch.onText(socket, "event", true);
    }

    assertThat(socket.pings).isZero();
    assertThat(told.calls).startsWith("open", "text").doesNotContain("error");
  }

  @Test
  void a_quiet_watch_is_asked_and_its_answer_counts() {
    watch.onOpen(socket);
    for (int i = 0; i < 10; i++) {
      after(Duration.ofSeconds(11));
      watch.onPong(socket, ByteBuffer.allocate(0));
    }

    assertThat(socket.pings).isEqualTo(10);
    assertThat(socket.aborted).isFalse();
    assertThat(told.calls).doesNotContain("error");
  }

  @Test
  void a_watch_that_stays_silent_ends_once() {
    watch.onOpen(socket);
    after(Duration.ofSeconds(11));
    after(Duration.ofSeconds(10));
    after(Duration.ofSeconds(10));
    watch.onError(socket, new IOException("late"));
    watch.onClose(socket, 1006, "");

    assertThat(socket.aborted).isTrue();
    assertThat(told.calls).containsExactly("open", "error: nothing was heard for 20 s");
  }

  @Test
  void a_watch_that_cannot_be_asked_ends_at_once() {
    watch.onOpen(socket);
    socket.failure = new IOException("Output closed");
    after(Duration.ofSeconds(11));

    assertThat(told.calls).containsExactly("open", "error: Output closed");
  }

  @Test
  void a_watch_that_is_closed_without_a_word_ends_at_the_second_look() {
    watch.onOpen(socket);
    socket.closed = true;
    after(Duration.ofSeconds(2));
    assertThat(told.calls).containsExactly("open");
    after(Duration.ofSeconds(2));

    assertThat(told.calls)
        .containsExactly("open", "error: its connection was closed, and nobody was told");
  }

  @Test
  void a_watch_that_is_closed_and_says_so_is_not_ended_twice() {
    watch.onOpen(socket);
    socket.closed = true;
    after(Duration.ofSeconds(2));
    watch.onClose(socket, 1000, "");
    after(Duration.ofSeconds(2));

    assertThat(told.calls).containsExactly("open", "close 1000");
  }

  @Test
  void a_broken_frame_is_told_as_a_broken_connection() {
    watch.onOpen(socket);
    watch.onError(
        socket, new ProtocolException().initCause(new IllegalStateException("Invalid UTF-8")));

    assertThat(told.errors).singleElement().isExactlyInstanceOf(IOException.class);
    assertThat(told.calls).last().asString().contains("Invalid UTF-8");
  }

  @Test
  void a_ping_behind_another_is_no_failure() {
    watch.onOpen(socket);
    socket.failure = new IllegalStateException("Send pending");
    after(Duration.ofSeconds(11));

    assertThat(socket.pings).isEqualTo(1);
    assertThat(told.calls).containsExactly("open");
  }

  @Test
  void a_watch_that_ended_is_not_felt_any_more() {
    watch.onOpen(socket);
    watch.onClose(socket, 1000, "");
    after(Duration.ofSeconds(60));

    assertThat(socket.pings).isZero();
    assertThat(told.calls).containsExactly("open", "close 1000");
  }

  @Test
  void one_that_cannot_be_felt_does_not_hide_the_others() {
    Socket broken =
        new Socket() {
          @Override
          public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            throw new IllegalArgumentException("broken");
          }
        };
    pulse.of(new Told()).onOpen(broken);
    watch.onOpen(socket);
    after(Duration.ofSeconds(11));

    assertThat(socket.pings).isEqualTo(1);
  }

  private static final class Told implements WebSocket.Listener {
    private final List<String> calls = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();

    @Override
    public void onOpen(WebSocket from) {
      calls.add("open");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      calls.add("text");
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      calls.add("pong");
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      calls.add("close " + code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      errors.add(error);
      calls.add("error: " + error.getMessage());
    }
  }

  private static class Socket implements WebSocket {
    private int pings;
    private boolean aborted;
    private boolean closed;
    private @Nullable Exception failure;

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
      pings++;
      return failure == null
          ? CompletableFuture.completedFuture(this)
          : CompletableFuture.failedFuture(failure);
    }

    @Override
    public void abort() {
      aborted = true;
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void request(long n) {}

    @Override
    public String getSubprotocol() {
      return "";
    }

    @Override
    public boolean isOutputClosed() {
      return aborted;
    }

    @Override
    public boolean isInputClosed() {
      return closed || aborted;
    }
  }
}
