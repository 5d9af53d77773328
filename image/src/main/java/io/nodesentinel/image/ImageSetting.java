package io.nodesentinel.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that can be set of an image's building: the one list, which docs/image.md repeats as
/// a table. Each is a variable of the environment, so `make image IMAGE_TAGS=1.0` sets one too.
public enum ImageSetting {
  IMAGE_NAME(
      "nodesentinel/nodesentinel", "The image's name, with the registry where there is one."),
  IMAGE_TAGS(
      "",
      "Its tags, with commas between them. Default: the version without `-SNAPSHOT`, which is the"
          + " one that the chart asks for."),
  IMAGE_PLATFORMS(
      "",
      "`linux/amd64`, `linux/arm64` or both, with a comma. Default: this machine's, and the other"
          + " one too where its modules are named."),
  IMAGE_BASE(
      "gcr.io/distroless/base-nossl-debian12:nonroot"
          + "@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e",
      "The base image, by digest: glibc and no more is needed of it."),
  IMAGE_BASE_TAR_AMD64(
      "", "A base image for amd64 as a tar; then no registry is asked. See `scripts/base-image`."),
  IMAGE_BASE_TAR_ARM64("", "The same for arm64."),
  IMAGE_JMODS_AMD64("", "The folder `jmods` of a JDK for amd64, to link from on another machine."),
  IMAGE_JMODS_ARM64("", "The same for arm64. Its JDK has the version of the building one."),
  IMAGE_CACERTS(
      "",
      "The certificate authorities that the JVM trusts by itself, as `keytool` keeps them. Default:"
          + " those of the JDK, or none where its own are a link to those of the machine."),
  IMAGE_AOT_CACHE(
      "",
      "The AOT cache of an earlier build of the same commit, out of its image, to get that image"
          + " again to the byte. Default: a training run makes a new one."),
  IMAGE_SOURCE("", "Where the sources are, for the label. Default: no label."),
  IMAGE_REVISION("", "The commit, for the label. Default: that of the checkout."),
  IMAGE_OUTPUT("", "The folder that the tars are written to. Default: `image/target/image`.");

  private final String standard;
  private final String description;

  ImageSetting(String standard, String description) {
    this.standard = standard;
    this.description = description;
  }

  /// The value that counts where none is given; empty where there is none, or where it depends.
  public String standard() {
    return standard;
  }

  /// For people, in Markdown.
  public String description() {
    return description;
  }

  /// @return null if neither the environment nor a default says anything
  @Nullable String in(Map<String, String> environment) {
    String given = environment.getOrDefault(name(), "").strip();
    String value = given.isEmpty() ? standard : given;
    return value.isEmpty() ? null : value;
  }
}
