package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A lock on a file, held against other processes and against other threads of this one. The system
/// releases it when its holder dies, so that nothing is left to clean up; the file itself stays.
final class FolderLock implements AutoCloseable {
  // A file lock belongs to the process: a second thread that asked for it would get an exception.
  private static final ReentrantLock WITHIN_THIS_PROCESS = new ReentrantLock();

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Waits until the lock is ours. `progress` hears about it if another process has it now.
  static FolderLock acquire(Path file, Consumer<String> progress) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    WITHIN_THIS_PROCESS.lock();
    FolderLock lock = new FolderLock(channel);
    try {
      if (channel.tryLock() == null) {
        progress.accept("Another process is at work here; waiting for it (lock " + file + ").");
        channel.lock();
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      WITHIN_THIS_PROCESS.unlock();
    }
  }
}
