package io.nodesentinel.image;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What `make image` runs.
@Command(
    name = "make image",
    description = "Builds the container image; docs/image.md lists the settings.",
    mixinStandardHelpOptions = true)
public final class ImageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--figures",
      paramLabel = "ROUNDS",
      description = "Measure starts of what was built, so many of each kind.")
  private int figures;

  private ImageCommand() {}

  public static void main(String[] args) {
    // Else Jib's HTTP client tells of every header.
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.WARN);
    }
    CommandLine line = new CommandLine(new ImageCommand());
    line.setExecutionExceptionHandler((failure, command, _) -> {
      if (failure instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      command.getErr().println("image: " + failure.getMessage());
      return 1;
    });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path repository = Path.of(System.getProperty("nodesentinel.home", ".")).toAbsolutePath();
    Path target = repository.resolve("image/target");
    Path program = repository.resolve("image/program/target");
    BuildFacts facts = BuildFacts.read();
    ImageBuild build =
        new ImageBuild(
            ImageSettings.of(System.getenv(), facts.version()),
            facts,
            repository,
            classPath(program.resolve("classpath")),
            program.resolve("sbom.json"),
            target.resolve("image"),
            out::println);
    for (ImageBuild.Built built : build.run()) {
      ImageTar tar = ImageTar.read(built.tar());
      out.println();
      out.println(built.tar() + ": " + String.join(", ", tar.tags()));
      ImageReport.table(tar, built.hasCache()).forEach(out::println);
      if (figures > 0 && built.hasCache()) {
        out.println();
        StartFigures.measure(built, target.resolve("image/figures"), figures).forEach(out::println);
      }
    }
    return 0;
  }

  private static List<Path> classPath(Path file) throws IOException {
    return Arrays.stream(Files.readString(file).strip().split(File.pathSeparator, -1))
        .map(Path::of)
        .toList();
  }
}
