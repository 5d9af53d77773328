package io.nodesentinel.operator.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How the container image starts this program: by a file whose first line names the JVM and its
/// options (`#!`), with an AOT cache where one was made. Outside the image there is nothing to do.
///
/// @param byFile the first word is the file's own path, which the kernel puts there
/// @param aotCache what the image says of its AOT cache; null outside the image
/// @param shares whether the JVM uses an archive; the image has no other than the AOT cache
record ImageLaunch(boolean byFile, @Nullable String aotCache, boolean shares) {
  static final String BY_FILE = "nodesentinel.launched-by-file";
  static final String AOT_CACHE = "nodesentinel.aot-cache";

  /// For an image that was built on another architecture, where no training run was possible.
  static final String NONE = "none";

  /// @param properties those of the system, null for what is not set
  static ImageLaunch of(UnaryOperator<@Nullable String> properties) {
    String info = properties.apply("java.vm.info");
    return new ImageLaunch(
        Boolean.parseBoolean(properties.apply(BY_FILE)),
        properties.apply(AOT_CACHE),
        info != null && info.contains("sharing"));
  }

  /// What the user typed.
  String[] words(String[] args) {
    return byFile && args.length > 0 ? Arrays.copyOfRange(args, 1, args.length) : args;
  }

  /// The line that says that the start takes longer than it might; empty where the cache is in use.
  Optional<String> withoutCache() {
    if (aotCache == null || shares) {
      return Optional.empty();
    }
    return Optional.of(
        NONE.equals(aotCache)
            ? "starting without an AOT cache, which takes longer: none was made for this"
                + " architecture, on which the image was not built"
            : "starting without the AOT cache, which takes longer: "
                + aotCache
                + " was made for another JVM, class path or option"
                + " (JDK_JAVA_OPTIONS=-Xlog:aot tells which)");
  }
}
