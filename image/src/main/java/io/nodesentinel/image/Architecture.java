package io.nodesentinel.image;

import java.util.Locale;

/// The architectures that images are made for.
public enum Architecture {
  AMD64("amd64", "x86_64"),
  ARM64("arm64", "aarch64");

  private final String docker;
  private final String machine;

  Architecture(String docker, String machine) {
    this.docker = docker;
    this.machine = machine;
  }

  /// As images and Debian call it.
  public String docker() {
    return docker;
  }

  /// With the system, as `linux/amd64`.
  public String platform() {
    return "linux/" + docker;
  }

  /// That of this JVM.
  ///
  /// @throws ImageException on any other than the two
  public static Architecture ofThisMachine() {
    String name = System.getProperty("os.arch", "");
    for (Architecture architecture : values()) {
      if (name.equals(architecture.docker) || name.equals(architecture.machine)) {
        return architecture;
      }
    }
    throw new ImageException(
        "images are made for amd64 and arm64, and this JVM runs on " + name + ".");
  }

  /// @throws ImageException if it is no platform that images are made for
  public static Architecture ofPlatform(String platform) {
    for (Architecture architecture : values()) {
      if (architecture.platform().equals(platform.strip().toLowerCase(Locale.ROOT))) {
        return architecture;
      }
    }
    throw new ImageException(
        "IMAGE_PLATFORMS names " + platform.strip() + "; there are linux/amd64 and linux/arm64.");
  }
}
