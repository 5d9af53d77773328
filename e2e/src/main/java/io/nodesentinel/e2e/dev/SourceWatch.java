package io.nodesentinel.e2e.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Notices that files in some folders change, however deep; folders that are made meanwhile belong
/// to them. For one thread.
final class SourceWatch implements AutoCloseable {
  private final WatchService service;
  private final Duration quiet;

  /// @param quiet how long nothing else may change until a change counts: who saves several files,
  ///   or changes the branch, wants one build
  /// @throws IOException if the system cannot watch them
  SourceWatch(List<Path> folders, Duration quiet) throws IOException {
    this.service = FileSystems.getDefault().newWatchService();
    this.quiet = quiet;
    for (Path folder : folders) {
      register(folder);
    }
  }

  /// Waits for the next change.
  ///
  /// @param patience how long at most
  /// @return what changed, sorted; empty if nothing did
  /// @throws InterruptedException if the thread is interrupted
  Set<Path> await(Duration patience) throws InterruptedException {
    Set<Path> changed = new TreeSet<>();
    WatchKey key = poll(patience);
    while (key != null) {
      note(key, changed);
      key = poll(quiet);
    }
    return changed;
  }

  private @Nullable WatchKey poll(Duration patience) throws InterruptedException {
    return service.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void note(WatchKey key, Set<Path> changed) {
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind().equals(StandardWatchEventKinds.OVERFLOW)) {
        changed.add(folder);
      } else if (event.context() instanceof Path name && !isOfAnEditor(name.toString())) {
        changed.add(folder.resolve(name));
        registerIfFolder(folder.resolve(name), changed);
      }
    }
    key.reset();
  }

  // Copies and locks that editors put beside a file while it is open.
  private static boolean isOfAnEditor(String name) {
    return name.startsWith(".") || name.endsWith("~") || name.endsWith(".swp");
  }

  /// What is in a new folder came before anybody watched it.
  private void registerIfFolder(Path path, Set<Path> changed) {
    if (Files.isDirectory(path)) {
      try (Stream<Path> within = Files.walk(path)) {
        register(path);
        within.filter(Files::isRegularFile).forEach(changed::add);
      } catch (NoSuchFileException goneAgain) {
        changed.add(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void register(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.filter(Files::isDirectory).toList()) {
        one.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      throw new IllegalStateException("the watch of the sources cannot be closed", e);
    }
  }
}
