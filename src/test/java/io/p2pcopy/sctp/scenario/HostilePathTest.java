package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.blackOut;
import static io.p2pcopy.sctp.sim.PathProperty.burstLoss;
import static io.p2pcopy.sctp.sim.PathProperty.corruption;
import static io.p2pcopy.sctp.sim.PathProperty.duplication;
import static io.p2pcopy.sctp.sim.PathProperty.fromLeft;
import static io.p2pcopy.sctp.sim.PathProperty.fromRight;
import static io.p2pcopy.sctp.sim.PathProperty.jitter;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.reorderingJitter;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.AssociationPair.Side;
import io.p2pcopy.sctp.sim.Endpoint;
import io.p2pcopy.sctp.sim.NearWrap;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The seed chooses the path, the settings of both ends and what they send. */
class HostilePathTest {

  @Property(tries = 150, seed = "9260", shrinking = ShrinkingMode.OFF)
  void anyHostilePathDeliversExactlyWhatWasSent(@ForAll long seed) {
    var path = VirtualPath.seeded(seed);
    RandomGenerator random = path.newRandom();
    path.change(fromLeft(hostility(random)), fromRight(hostility(random)));
    var pair = AssociationPair.over(path, side(path, random), side(path, random));
    pair.left().connect();
    if (random.nextBoolean()) {
      pair.right().connect();
    }
    int messages = 1 + random.nextInt(120);
    for (int i = 0; i < messages; i++) {
      sendSomething(pair.left(), random);
      sendSomething(pair.right(), random);
      if (random.nextInt(10) == 0) {
        pair.runFor(millis(random.nextInt(400)));
      }
    }
    pair.runUntil(() -> pair.left().isEstablished() && pair.right().isEstablished());

    // Ending gracefully is part of delivering: nothing may be left behind.
    pair.left().shutdown();
    if (random.nextBoolean()) {
      pair.right().shutdown();
    }
    pair.runUntil(() -> pair.left().isClosed() && pair.right().isClosed());

    assertThat(pair.left().isDelivered()).as("%s", pair).isTrue();
    assertThat(pair.right().isDelivered()).as("%s", pair).isTrue();
    assertThat(pair.left().closeReason()).as("%s", pair).isEqualTo(CloseReason.SHUTDOWN);
  }

  private static Side side(VirtualPath path, RandomGenerator random) {
    var config =
        SctpConfig.defaults()
            .withMaxPacketSize(256 + 4 * random.nextInt(250))
            .withReceiveWindow((128 + random.nextInt(1_000)) * KIB)
            .withSackDelay(millis(random.nextInt(200)))
            .withHeartbeatInterval(millis(200 + random.nextInt(20_000)))
            .withAssociationMaxRetransmits(1_000);
    return new Side(config, random.nextInt(4) == 0 ? new NearWrap() : path.newRandom());
  }

  private static void sendSomething(Endpoint end, RandomGenerator random) {
    if (random.nextInt(12) == 0) {
      end.resetStreams(random.nextInt(5));
      return;
    }
    int scale = 1 << random.nextInt(18);
    int size = Math.min(1 + random.nextInt(2 * scale), 128 * KIB);
    var next = message(size).onStream(random.nextInt(5));
    end.send(random.nextInt(3) == 0 ? next.asUnordered() : next);
  }

  /** Each evil is there in one path of two, so that they come alone and together. */
  private static PathProperty[] hostility(RandomGenerator random) {
    return new PathProperty[] {
      rtt(millis(random.nextInt(300))),
      random.nextBoolean() ? rate(1_000_000L << random.nextInt(10)) : path -> {},
      random.nextBoolean() ? queue(20_000L << random.nextInt(8)) : path -> {},
      random.nextBoolean() ? loss(random.nextDouble(0.2)) : path -> {},
      random.nextInt(3) == 0 ? burstLoss(0.005, 0.05 + random.nextDouble(0.5)) : path -> {},
      random.nextBoolean() ? jitter(millis(1 + random.nextInt(50))) : path -> {},
      random.nextInt(3) == 0 ? reorderingJitter(millis(1 + random.nextInt(50))) : path -> {},
      random.nextBoolean() ? reordering(0.2, millis(1 + random.nextInt(500))) : path -> {},
      random.nextBoolean() ? duplication(random.nextDouble(0.3)) : path -> {},
      random.nextBoolean() ? corruption(random.nextDouble(0.1)) : path -> {},
      random.nextInt(4) == 0 ? blackOut(millis(random.nextInt(3_000)), seconds(4)) : path -> {},
    };
  }
}
