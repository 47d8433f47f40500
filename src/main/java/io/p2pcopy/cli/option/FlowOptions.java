package io.p2pcopy.cli.option;

import io.p2pcopy.peer.Congestion;
import io.p2pcopy.peer.FlowConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How to use the line; shared by the commands that connect. */
final class FlowOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--congestion",
      paramLabel = "NAME",
      completionCandidates = CongestionNames.class,
      converter = CongestionConverter.class,
      description =
          "The congestion control: ${COMPLETION-CANDIDATES}. Default: bbr, also for links"
              + " that lose packets.")
  private @Nullable Congestion congestion;

  @Option(
      names = "--background",
      description = "When sending, take only the bandwidth that other traffic leaves.")
  private boolean background;

  @Option(
      names = "--window",
      paramLabel = "SIZE",
      converter = WindowConverter.class,
      defaultValue = "64M",
      description =
          "How much data may be in flight, such as 512K or 16M. Less takes less memory."
              + " Default: what the path needs, up to 64M.")
  private int window;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  FlowOptions() {}

  FlowConfig config() {
    if (background && congestion != null) {
      throw new ParameterException(
          command.commandLine(), "--background and --congestion contradict each other");
    }
    Congestion chosen = congestion == null ? Congestion.BBR : congestion;
    return new FlowConfig(background ? Congestion.BACKGROUND : chosen, window);
  }

  static final class CongestionNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    CongestionNames() {
      super(List.of("bbr", "cubic", "newreno"));
    }
  }

  static final class CongestionConverter implements ITypeConverter<Congestion> {
    @Override
    public Congestion convert(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "bbr" -> Congestion.BBR;
        case "cubic" -> Congestion.CUBIC;
        case "newreno" -> Congestion.NEW_RENO;
        default ->
            throw new TypeConversionException("'" + name + "' is not one of bbr, cubic, newreno");
      };
    }
  }

  /** Reads sizes such as {@code 65536}, {@code 512K} and {@code 16M}, in binary units. */
  static final class WindowConverter implements ITypeConverter<Integer> {
    private static final String SIZE = "\\d{1,8}[kKmM]?";

    @Override
    public Integer convert(String text) {
      if (!text.matches(SIZE)) {
        throw unusable(text);
      }
      char unit = Character.toUpperCase(text.charAt(text.length() - 1));
      int shift = unit == 'K' ? 10 : unit == 'M' ? 20 : 0;
      long size = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)) << shift;
      if (size < FlowConfig.SMALLEST_WINDOW || size > FlowConfig.LARGEST_WINDOW) {
        throw unusable(text);
      }
      return (int) size;
    }

    private static TypeConversionException unusable(String text) {
      return new TypeConversionException(
          "'" + text + "' is not a size such as 512K or 16M, from 64K to 64M");
    }
  }
}
