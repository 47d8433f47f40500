package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.StandardStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints the browser page, or serves it to the browsers of this computer. */
@Command(
    name = "page",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = "Prints the browser page: one HTML file, for a friend without p2pcopy.",
    footer = {
      "",
      "Examples:",
      "  p2pcopy page > p2pcopy.html",
      "  p2pcopy page --serve --port 8080"
    })
final class PageCommand implements Callable<Integer> {
  private static final String PAGE = "p2pcopy.html";

  private final Environment around;

  @ArgGroup(exclusive = false)
  private ServeOptions serve = new ServeOptions();

  /** The options that go together: there is no port without serving. */
  static final class ServeOptions {
    @Option(
        names = "--serve",
        required = true,
        description = "Serve the page on this computer, print its address, and run until Ctrl-C.")
    private boolean serve;

    @Option(
        names = "--port",
        paramLabel = "N",
        defaultValue = "0",
        converter = PortConverter.class,
        description = "The port to serve the page on. Default: a free one.")
    private int port;
  }

  static final class PortConverter implements ITypeConverter<Integer> {
    private static final int LARGEST = 65_535;

    @Override
    public Integer convert(String text) {
      if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > LARGEST) {
        throw new TypeConversionException("'" + text + "' is not a port, from 0 to " + LARGEST);
      }
      return Integer.valueOf(text);
    }
  }

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  PageCommand(Environment around) {
    this.around = around;
  }

  @Override
  public Integer call() throws IOException {
    byte[] page = page();
    if (!serve.serve) {
      around.out().write(page);
      around.out().flush();
      return ExitCode.DONE.status();
    }
    try {
      return serve(page);
    } catch (BindException e) {
      return failed(
          new CommandException(
              ExitCode.NO_CONNECTION,
              "port-taken",
              "Port " + serve.port + " is already in use. Choose another one with --port."));
    }
  }

  private int serve(byte[] page) throws IOException {
    try (PageServer server = PageServer.start(page, serve.port)) {
      around.out().println(server.address());
      StandardStream.requireWritten(around.out());
      server.awaitInterrupt();
    }
    return ExitCode.INTERRUPTED.status();
  }

  private int failed(CommandException e) {
    around.err().println("p2pcopy: " + e.getMessage());
    return e.code().status();
  }

  private static byte[] page() throws IOException {
    try (InputStream resource = PageCommand.class.getResourceAsStream(PAGE)) {
      if (resource == null) {
        throw new IOException("this build of p2pcopy does not contain the page");
      }
      return resource.readAllBytes();
    }
  }
}
