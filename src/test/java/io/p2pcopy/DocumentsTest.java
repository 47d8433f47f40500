package io.p2pcopy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents agree with the code: packages, examples and links. */
class DocumentsTest {

  private static final Path ROOT_PACKAGE = Path.of("src/main/java/io/p2pcopy");

  /** A row of the table of packages: the package, its subject, and classes to start reading at. */
  private static final Pattern PACKAGE_ROW =
      Pattern.compile("^\\| `([a-z.]+)` \\|[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);

  private static final Pattern CLASS = Pattern.compile("`(\\w+)`");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+\\.md)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  @Test
  void theArchitectureHasARowForEachPackage() throws IOException {
    List<String> rows =
        packageRows().stream().map(row -> row.group(1)).collect(Collectors.toList());

    assertThat(new TreeSet<>(rows)).isEqualTo(packages());
    assertThat(rows).doesNotHaveDuplicates();
  }

  @Test
  void theClassesToStartReadingAtAreInTheirPackages() throws IOException {
    for (MatchResult row : packageRows()) {
      Matcher name = CLASS.matcher(row.group(2));
      while (name.find()) {
        assertThat(ROOT_PACKAGE.resolve(row.group(1).replace('.', '/')))
            .isDirectoryContaining("glob:**/" + name.group(1) + ".java");
      }
    }
  }

  @Test
  void theExampleForLibraryUsersCompiles(@TempDir Path classes) throws IOException {
    assertThat(compilerOutput("CopyFiles", javaBlock("docs/library.md"), classes)).isEmpty();
  }

  @Test
  void theExampleOfTheReadmeCompiles(@TempDir Path classes) throws IOException {
    String source =
        """
        import io.p2pcopy.datachannel.*;
        import io.p2pcopy.peer.*;
        import io.p2pcopy.signal.*;
        class Chat {
          void chat() throws Exception {
            %s
          }
        }
        """
            .formatted(javaBlock("README.md"));

    assertThat(compilerOutput("Chat", source, classes)).isEmpty();
  }

  @Test
  void linksBetweenDocumentsLeadToTheirHeadings() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        Path target = document.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)
            || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
          dead.add(document + ": " + link.group());
        }
      }
    }

    assertThat(dead).isEmpty();
  }

  private static List<MatchResult> packageRows() throws IOException {
    return PACKAGE_ROW
        .matcher(Files.readString(Path.of("docs/architecture.md")))
        .results()
        .collect(Collectors.toList());
  }

  private static Set<String> packages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT_PACKAGE)) {
      return files
          .filter(file -> file.getFileName().toString().equals("package-info.java"))
          .map(file -> ROOT_PACKAGE.relativize(file.getParent()).toString().replace('/', '.'))
          .filter(name -> !name.isEmpty())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents =
        new ArrayList<>(
            List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md")));
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }

  /** Returns the anchors that GitHub makes of a document's headings. */
  private static List<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static String javaBlock(String document) throws IOException {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(Path.of(document)));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private static String compilerOutput(String name, String source, Path classes)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var output = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none",
            "-nowarn",
            "-encoding",
            UTF_8.name(),
            "-d",
            classes.toString(),
            "-cp",
            "target/classes");
    boolean compiled = compiler.getTask(output, null, null, options, null, List.of(file)).call();
    return compiled ? "" : output + "not compiled";
  }
}
