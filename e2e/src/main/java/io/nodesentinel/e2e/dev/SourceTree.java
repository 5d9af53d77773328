package io.nodesentinel.e2e.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The modules of this checkout that the operator is made of: where their sources are, and what
/// they are compiled to.
///
/// @param modules folders, the operator's among them
record SourceTree(Path root, List<Path> modules) {
  private static final String OPERATOR = "nodesentinel-operator";

  /// Reads the POMs.
  ///
  /// @throws IOException if one of them cannot be read
  static SourceTree of(Path root) throws IOException {
    Map<String, Path> folders = new LinkedHashMap<>();
    Map<String, List<String>> needs = new LinkedHashMap<>();
    for (String module : texts(pom(root).getElementsByTagName("module"))) {
      Document pom = pom(root.resolve(module));
      String artifact = child(pom.getDocumentElement(), "artifactId");
      folders.put(artifact, root.resolve(module));
      needs.put(artifact, dependencies(pom));
    }
    Set<String> reached = new LinkedHashSet<>();
    collect(OPERATOR, needs, reached);
    return new SourceTree(root, reached.stream().map(folders::get).toList());
  }

  private static void collect(String artifact, Map<String, List<String>> needs, Set<String> to) {
    if (needs.containsKey(artifact) && to.add(artifact)) {
      needs.getOrDefault(artifact, List.of()).forEach(one -> collect(one, needs, to));
    }
  }

  /// What a change of is a change of the operator.
  List<Path> sources() {
    return modules.stream().map(m -> m.resolve("src/main")).filter(Files::isDirectory).toList();
  }

  /// The compiled modules themselves, which no JVM holds open as it does jars, and the jars of
  /// others that this process has.
  String classPath() {
    List<String> path = new ArrayList<>();
    modules.forEach(module -> path.add(module.resolve("target/classes").toString()));
    Stream.of(ownClassPath().split(File.pathSeparator, -1))
        .filter(SourceTree::isJarOfOthers)
        .forEach(path::add);
    return String.join(File.pathSeparator, path);
  }

  private static String ownClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static boolean isJarOfOthers(String entry) {
    Path name = Path.of(entry).getFileName();
    return name != null
        && name.toString().endsWith(".jar")
        && !name.toString().startsWith("nodesentinel-");
  }

  private static List<String> dependencies(Document pom) {
    List<String> found = new ArrayList<>();
    NodeList all = pom.getElementsByTagName("dependency");
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element dependency && !isForTests(dependency)) {
        found.add(child(dependency, "artifactId"));
      }
    }
    return found;
  }

  private static boolean isForTests(Element dependency) {
    return child(dependency, "scope").equals("test");
  }

  /// The text of a direct child; empty if there is none.
  private static String child(Element parent, String name) {
    NodeList all = parent.getChildNodes();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i).getNodeName().equals(name)) {
        return all.item(i).getTextContent().strip();
      }
    }
    return "";
  }

  private static List<String> texts(NodeList nodes) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add(nodes.item(i).getTextContent().strip());
    }
    return all;
  }

  private static Document pom(Path module) throws IOException {
    Path file = module.resolve("pom.xml");
    try {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile());
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(file + " is no POM: " + e.getMessage(), e);
    }
  }
}
