package io.nodesentinel.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Packs a file tree into an image, on top of a base, with Jib: no daemon, no root, and the same
/// bytes from the same files.
final class ImageAssembly {
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
  private static final FilePermissions DATA = FilePermissions.fromOctalString("644");

  private final ImageSettings settings;
  private final BuildFacts facts;
  private final Path cache;

  /// @param cache folder for Jib's layers
  ImageAssembly(ImageSettings settings, BuildFacts facts, Path cache) {
    this.settings = settings;
    this.facts = facts;
    this.cache = cache;
  }

  /// Writes a tar as `docker save` does, which every tool loads.
  ///
  /// @param revision the commit, for the label
  void write(FileTree tree, Architecture architecture, Optional<String> revision, Path tar)
      throws IOException, InterruptedException {
    // Jib finds layers of earlier builds by the paths and times of their files, and all of ours
    // have
    // one time: it would take those of another commit.
    Path layers = cache.resolve("layers");
    FileTree.delete(layers);
    try {
      Path base = settings.baseTars().get(architecture);
      JibContainerBuilder builder =
          base == null
              ? Jib.from(RegistryImage.named(settings.base()))
              : Jib.from(TarImage.at(base));
      builder
          .setPlatforms(Set.of(new Platform(architecture.docker(), "linux")))
          .setEntrypoint(Layout.COMMAND)
          .setProgramArguments("--help")
          .setUser(Layout.USER)
          .setWorkingDirectory(AbsoluteUnixPath.get("/"))
          .setExposedPorts(Port.tcp(8080))
          .setCreationTime(facts.timestamp())
          .setLabels(labels(base, revision));
      for (String layer : Layout.LAYERS) {
        FileEntriesLayer entries = layer(tree.layer(layer), layer);
        if (!entries.getEntries().isEmpty()) {
          builder.addFileEntriesLayer(entries);
        }
      }
      Containerizer to =
          Containerizer.to(
                  TarImage.at(tar).named(settings.name() + ":" + settings.tags().getFirst()))
              .setToolName("nodesentinel")
              .setOfflineMode(base != null)
              .setBaseImageLayersCache(cache.resolve("base"))
              .setApplicationLayersCache(layers);
      settings.tags().stream().skip(1).forEach(to::withAdditionalTag);
      builder.containerize(to);
    } catch (InvalidImageReferenceException e) {
      throw new ImageException("a name of an image is wrong: " + e.getMessage(), e);
    } catch (RegistryException | CacheDirectoryCreationException e) {
      throw new ImageException("the image was not built: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ImageException(
          "the image was not built: "
              + cause.getMessage()
              + (settings.baseTars().containsKey(architecture)
                  ? ""
                  : " (where no registry can be reached, IMAGE_BASE_TAR_"
                      + architecture
                      + " names a base as a tar)"),
          e);
    }
  }

  private FileEntriesLayer layer(Path folder, String name) throws IOException {
    Instant time = facts.timestamp();
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    for (Path file : FileTree.filesOf(folder)) {
      AbsoluteUnixPath place = AbsoluteUnixPath.get("/" + folder.relativize(file));
      layer.addEntry(file, place, Files.isExecutable(file) ? PROGRAM : DATA, time);
    }
    return layer.build();
  }

  private Map<String, String> labels(@Nullable Path base, Optional<String> revision) {
    String prefix = "org.opencontainers.image.";
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(prefix + "title", "NodeSentinel");
    labels.put(prefix + "description", facts.description());
    labels.put(prefix + "version", facts.version());
    labels.put(prefix + "licenses", facts.licenses());
    labels.put(prefix + "created", facts.timestamp().toString());
    revision.ifPresent(commit -> labels.put(prefix + "revision", commit));
    settings.source().ifPresent(url -> labels.put(prefix + "source", url));
    if (base == null) {
      List<String> parts = List.of(settings.base().split("@", 2));
      labels.put(prefix + "base.name", parts.getFirst());
      labels.put(prefix + "base.digest", parts.getLast());
    }
    return labels;
  }
}
