package io.p2pcopy.cli.option;

import io.p2pcopy.cli.report.ReachabilityText;
import io.p2pcopy.datachannel.ChannelLimits;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.Reachability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How to find the other side; shared by the commands that connect. */
public final class ConnectionOptions {
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(30);

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--stun",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "The STUN server to ask for the public address; 'none' asks nobody. May be"
              + " given several times. Default: well-known public servers.")
  private List<String> stun = new ArrayList<>();

  @Option(names = "--loopback", description = "Offer the loopback address too.")
  private boolean loopback;

  @Option(
      names = "--hide-addresses",
      description =
          "Put random names into the invite or reply instead of this computer's own"
              + " addresses. Only the local network can resolve them.")
  private boolean hideAddresses;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30m",
      description = "How long to wait for your friend, such as 90s or 2h. Default: 30m.")
  private Duration timeout;

  @Mixin private FlowOptions flow;

  @Mixin private BindOptions bind;

  @Option(
      names = "--peer",
      paramLabel = "FILE",
      description = "Read your friend's invite or reply from this file or named pipe.")
  private @Nullable Path peer;

  @Option(
      names = "--limit",
      paramLabel = "RATE",
      defaultValue = "none",
      description = {
        "Transfer at most this many bytes a second, such as 800K or 5M.",
        "During the transfer, type 'limit 2M' or 'limit none' to change it."
      })
  private ByteRate limit;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  ConnectionOptions() {}

  public PeerConfig config() {
    try {
      return PeerConfig.local()
          .withFlow(flow.config())
          // A transfer needs one channel; the streams of all others are reset.
          .withChannels(ChannelLimits.defaults().withIncoming(1))
          .withStunServers(StunServers.of(stun))
          .withLoopback(loopback)
          .withHiddenAddresses(hideAddresses)
          .withBind(bind.policy())
          .withPatience(timeout)
          .withConnectTimeout(timeout.compareTo(LONGEST_ATTEMPT) < 0 ? timeout : LONGEST_ATTEMPT);
    } catch (TypeConversionException e) {
      String sentence = String.valueOf(e.getMessage());
      throw new ParameterException(
          command.commandLine(), sentence, e, optionNamedIn(sentence), null);
    }
  }

  /** Returns the option whose name a sentence begins with. */
  private @Nullable OptionSpec optionNamedIn(String sentence) {
    return command.commandLine().getCommandSpec().optionsMap().get(sentence.split(" ", 2)[0]);
  }

  /** Returns whether STUN servers are asked for this side's public address. */
  boolean asksForAddress() {
    return !StunServers.of(stun).isEmpty();
  }

  /** Whether the report should say who cannot reach this side. */
  public boolean concerns(Reachability reachability) {
    return ReachabilityText.matters(reachability, asksForAddress(), loopback);
  }

  public Duration timeout() {
    return timeout;
  }

  public ByteRate limit() {
    return limit;
  }

  /** Returns the file with the peer's line, or null where it comes from standard input. */
  public @Nullable Path peer() {
    return peer;
  }
}
