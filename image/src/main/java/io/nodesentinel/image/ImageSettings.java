package io.nodesentinel.image;

import static io.nodesentinel.image.ImageSetting.IMAGE_AOT_CACHE;
import static io.nodesentinel.image.ImageSetting.IMAGE_BASE;
import static io.nodesentinel.image.ImageSetting.IMAGE_BASE_TAR_AMD64;
import static io.nodesentinel.image.ImageSetting.IMAGE_BASE_TAR_ARM64;
import static io.nodesentinel.image.ImageSetting.IMAGE_CACERTS;
import static io.nodesentinel.image.ImageSetting.IMAGE_JMODS_AMD64;
import static io.nodesentinel.image.ImageSetting.IMAGE_JMODS_ARM64;
import static io.nodesentinel.image.ImageSetting.IMAGE_NAME;
import static io.nodesentinel.image.ImageSetting.IMAGE_OUTPUT;
import static io.nodesentinel.image.ImageSetting.IMAGE_PLATFORMS;
import static io.nodesentinel.image.ImageSetting.IMAGE_REVISION;
import static io.nodesentinel.image.ImageSetting.IMAGE_SOURCE;
import static io.nodesentinel.image.ImageSetting.IMAGE_TAGS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is to be built, checked before anything is.
///
/// @param name without a tag
/// @param tags at least one
/// @param architectures at least one
/// @param base the reference of the base image, by digest
/// @param baseTars the base image as a tar, for the architectures that have one
/// @param jmods the modules of a JDK for another architecture than this machine's
/// @param cacerts the keystore of the authorities that the JVM trusts
/// @param aotCache one that was trained before, for this machine's architecture
/// @param output folder of the tars
public record ImageSettings(
    String name,
    List<String> tags,
    List<Architecture> architectures,
    String base,
    Map<Architecture, Path> baseTars,
    Map<Architecture, Path> jmods,
    Optional<Path> cacerts,
    Optional<Path> aotCache,
    Optional<String> source,
    Optional<String> revision,
    Optional<Path> output) {

  public ImageSettings {
    tags = List.copyOf(tags);
    architectures = List.copyOf(architectures);
    baseTars = Map.copyOf(baseTars);
    jmods = Map.copyOf(jmods);
  }

  /// Reads the environment.
  ///
  /// @param version of the program: the tag if none is given
  /// @throws ImageException that names the setting that is wrong, and what would be right
  public static ImageSettings of(Map<String, String> environment, String version) {
    Map<Architecture, Path> tars =
        files(environment, IMAGE_BASE_TAR_AMD64, IMAGE_BASE_TAR_ARM64, "a tar");
    Map<Architecture, Path> jmods =
        files(environment, IMAGE_JMODS_AMD64, IMAGE_JMODS_ARM64, "a folder with java.base.jmod");
    jmods.forEach((architecture, folder) -> {
      if (!Files.isRegularFile(folder.resolve("java.base.jmod"))) {
        throw new ImageException(
            "IMAGE_JMODS_"
                + architecture
                + " names "
                + folder
                + ", in which there is no java.base.jmod; it is the folder jmods of a JDK for "
                + architecture.platform()
                + ".");
      }
    });
    List<Architecture> architectures = architectures(environment, jmods);
    String base = text(environment, IMAGE_BASE).orElseThrow();
    if (!base.matches(".+@sha256:[0-9a-f]{64}") && !tars.keySet().containsAll(architectures)) {
      throw new ImageException(
          "IMAGE_BASE is "
              + base
              + ", which may be another image tomorrow; name it by digest, as"
              + " name@sha256:(64 digits).");
    }
    return new ImageSettings(
        text(environment, IMAGE_NAME).orElseThrow(),
        words(environment, IMAGE_TAGS).orElse(List.of(version.replace("-SNAPSHOT", ""))),
        architectures,
        base,
        tars,
        jmods,
        file(environment, IMAGE_CACERTS, "a keystore"),
        file(environment, IMAGE_AOT_CACHE, "a file that an earlier build trained"),
        text(environment, IMAGE_SOURCE),
        text(environment, IMAGE_REVISION),
        text(environment, IMAGE_OUTPUT).map(Path::of));
  }

  private static List<Architecture> architectures(
      Map<String, String> environment, Map<Architecture, Path> jmods) {
    Architecture own = Architecture.ofThisMachine();
    Optional<List<String>> given = words(environment, IMAGE_PLATFORMS);
    List<Architecture> all = new ArrayList<>();
    if (given.isPresent()) {
      given.get().stream().map(Architecture::ofPlatform).distinct().forEach(all::add);
    } else {
      all.add(own);
      jmods.keySet().stream().filter(a -> a != own).forEach(all::add);
    }
    for (Architecture architecture : all) {
      if (architecture != own && !jmods.containsKey(architecture)) {
        throw new ImageException(
            "an image for "
                + architecture.platform()
                + " needs the modules of a JDK for it, because jlink can take only its own apart:"
                + " set IMAGE_JMODS_"
                + architecture
                + ", or build on such a machine.");
      }
    }
    return all;
  }

  private static Map<Architecture, Path> files(
      Map<String, String> environment, ImageSetting amd64, ImageSetting arm64, String what) {
    Map<Architecture, Path> found = new EnumMap<>(Architecture.class);
    file(environment, amd64, what).ifPresent(path -> found.put(Architecture.AMD64, path));
    file(environment, arm64, what).ifPresent(path -> found.put(Architecture.ARM64, path));
    return found;
  }

  private static Optional<Path> file(
      Map<String, String> environment, ImageSetting setting, String what) {
    Optional<Path> path = text(environment, setting).map(Path::of);
    path.filter(p -> !Files.isReadable(p))
        .ifPresent(p -> {
          throw new ImageException(
              setting + " names " + p + ", which cannot be read; it is " + what + ".");
        });
    return path;
  }

  private static Optional<String> text(Map<String, String> environment, ImageSetting setting) {
    return Optional.ofNullable(setting.in(environment));
  }

  private static Optional<List<String>> words(
      Map<String, String> environment, ImageSetting setting) {
    return text(environment, setting)
        .map(list -> {
          List<String> words =
              Arrays.stream(list.split(",", -1))
                  .map(String::strip)
                  .filter(w -> !w.isEmpty())
                  .toList();
          if (words.isEmpty()) {
            throw new ImageException(setting + " is \"" + list + "\", which names nothing.");
          }
          return words;
        });
  }
}
