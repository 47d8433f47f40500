package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.option.ConnectionOptions;
import io.p2pcopy.cli.report.ExpectedBlob;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.LineSource;
import io.p2pcopy.cli.terminal.PendingEvents;
import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.TransferProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Exchanges lines with the other side until there is a connection and a channel. */
public record Rendezvous(
    Environment around, ConnectionOptions options, LineSource standardInput, Report report) {
  private static final long CHANNEL_SECONDS = 30;

  /** What there is once the two sides have met. */
  public record Met(PeerConnection peer, DataChannel channel, ConnectionTranscript meeting) {}

  /** Meets the other side for the first time: one offers, the other answers as a rule. */
  Met first(PeerConnection opened, boolean offering) throws Exception {
    Exchange exchange = exchange(opened);
    return met(opened, offering ? exchange.offer(ExpectedBlob.ANSWER) : exchange.answer());
  }

  /** Meets the other side again after the connection was lost. Both offer at once. */
  Met again(PeerConnection opened) throws Exception {
    return met(opened, exchange(opened).offer(ExpectedBlob.NEW_LINE));
  }

  /** Returns whether a person is there who can paste once more. */
  boolean asksAgain() {
    return options.peer() == null && around.terminal().input();
  }

  private Exchange exchange(PeerConnection opened) {
    Path file = options.peer();
    LineSource lines = file == null ? standardInput : linesOf(file);
    var line = new PeerBlobReader(lines, asksAgain(), report, new PendingEvents());
    return new Exchange(opened, options, line, around.terminal().isDialogue());
  }

  private static Met met(PeerConnection opened, ConnectionTranscript meeting) throws Exception {
    return new Met(opened, channel(opened, meeting.offerer()), meeting);
  }

  private static DataChannel channel(PeerConnection opened, boolean offering) throws Exception {
    if (offering) {
      // The transfer's channel is this side's.
      opened.onDataChannel(DataChannel::close);
      return opened.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME);
    }
    var channel = new CompletableFuture<DataChannel>();
    opened.onDataChannel(channel::complete);
    return awaited(channel);
  }

  private static DataChannel awaited(CompletableFuture<DataChannel> channel) throws Exception {
    try {
      return channel.get(CHANNEL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.CONNECTION_LOST, "lost", "The other side connected and then sent nothing.");
    }
  }

  private static LineSource linesOf(Path file) {
    return new LineSource(() -> Files.newInputStream(file));
  }
}
