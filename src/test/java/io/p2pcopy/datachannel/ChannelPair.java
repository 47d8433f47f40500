package io.p2pcopy.datachannel;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** Two ends of an association in memory, each with its channels, driven by hand in virtual time. */
final class ChannelPair {

  /** One end: its loop is a queue of tasks. */
  final class End {
    final Association association;
    final DataChannels channels;
    final List<DataChannel> opened = new ArrayList<>();
    final Queue<Runnable> tasks = new ArrayDeque<>();

    End(boolean dtlsClient, SctpConfig config, int seed) {
      association = Association.create(config, new Random(seed));
      channels = new DataChannels(tasks::add, () -> false, () -> now, limits, opened::add);
      channels.attach(association, dtlsClient, 262_144);
    }

    /** This side's user closes the connection. */
    void beginClosing() {
      channels.beginClosing();
      association.shutdown(now);
    }

    private void turn() {
      Runnable task;
      while ((task = tasks.poll()) != null) {
        task.run();
      }
      if (now >= association.nextTimeout()) {
        association.handleTimeout(now);
      }
      AssociationEvent event;
      while ((event = association.pollEvent()) != null) {
        channels.handle(event);
      }
    }

    private boolean transmit(End peer) {
      boolean sent = false;
      ByteBuffer packet = ByteBuffer.allocate(1500);
      while (association.pollTransmit(now, packet.clear())) {
        peer.association.handlePacket(now, packet.flip());
        sent = true;
      }
      channels.turnEnded();
      return sent;
    }
  }

  private final ChannelLimits limits;
  final End client;
  final End server;
  private long now = 1_000_000;

  ChannelPair() {
    this(SctpConfig.defaults(), SctpConfig.defaults());
  }

  ChannelPair(ChannelLimits limits) {
    this(new Sides(true, SctpConfig.defaults()), new Sides(false, SctpConfig.defaults()), limits);
  }

  ChannelPair(SctpConfig client, SctpConfig server) {
    this(new Sides(true, client), new Sides(false, server), ChannelLimits.defaults());
  }

  /** Both may believe that they have the same role. */
  ChannelPair(boolean leftIsClient, boolean rightIsClient) {
    this(
        new Sides(leftIsClient, SctpConfig.defaults()),
        new Sides(rightIsClient, SctpConfig.defaults()),
        ChannelLimits.defaults());
  }

  private record Sides(boolean dtlsClient, SctpConfig config) {}

  private ChannelPair(Sides left, Sides right, ChannelLimits limits) {
    this.limits = limits;
    client = new End(left.dtlsClient(), left.config(), 1);
    server = new End(right.dtlsClient(), right.config(), 2);
    client.association.connect(now);
    server.association.connect(now);
  }

  /** Lets the client's association have the packets of the server that are due; nothing else. */
  void deliverToClient() {
    server.turn();
    server.transmit(client);
  }

  /**
   * Runs both ends until neither has anything to do at once, then lets the timers of the next
   * second run.
   */
  void settle() {
    long end = now + 1_000_000_000L;
    while (now < end) {
      boolean busy;
      do {
        client.turn();
        server.turn();
        busy = client.transmit(server);
        busy |= server.transmit(client);
      } while (busy || !client.tasks.isEmpty() || !server.tasks.isEmpty());
      now += 10_000_000;
    }
  }
}
