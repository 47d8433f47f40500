package io.p2pcopy.hostile;

import static io.p2pcopy.hostile.Scenario.breach;
import static io.p2pcopy.hostile.Scenario.ends;

import io.p2pcopy.hostile.Scenario.End;
import io.p2pcopy.hostile.Scenario.Script;
import io.p2pcopy.transfer.RawPeer;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a hostile receiver does to a sender, which offers the directory {@code tree} (entry 0) with
 * the files {@code a} of 100 bytes and {@code b} of 200 bytes (entries 1 and 2).
 */
public final class HostileReceiver {

  private static final String NOT_DUE = "The other side sent an unexpected message.";

  /** All scenarios. */
  public static final List<Scenario> SCENARIOS =
      Stream.of(beforeAccept(), wishes(), requests(), lastMessages())
          .flatMap(List::stream)
          .toList();

  private HostileReceiver() {}

  private static List<Scenario> beforeAccept() {
    return List.of(
        breach("accept-before-hello", peer -> peer.say("{'type':'accept'}")),
        breach(
            "send-before-accept",
            NOT_DUE,
            peer -> offered(peer).say("{'type':'send','first':0,'last':2}")),
        breach("content-before-accept", NOT_DUE, peer -> offered(peer).send(new byte[100])),
        breach(
            "verified-before-accept",
            NOT_DUE,
            peer -> offered(peer).say("{'type':'verified','files':2,'bytes':300,'failed':0}")),
        breach(
            "hello-twice",
            "The other side sent \"hello\" twice.",
            peer -> offered(peer).sayHello(Role.RECEIVER)),
        leaves(
            "leaves-before-reveal",
            peer -> {
              peer.sayHello(Role.RECEIVER);
              peer.hearUntil("'reveal'");
            }),
        leaves(
            "stops-before-reveal",
            peer -> {
              peer.sayHello(Role.RECEIVER);
              peer.hearUntil("'reveal'");
              peer.say("{'type':'error','code':'interrupted'}");
            }),
        ends("leaves-before-accept", End.CONNECTION_LOST, HostileReceiver::offered));
  }

  /** One in the middle who has learned the words, and leaves because they differ. */
  private static Scenario leaves(String name, Script script) {
    return new Scenario(
        name,
        script,
        name.startsWith("stops") ? End.STOPPED_BY_PEER : End.CONNECTION_LOST,
        "The connection ended before the words could be compared.",
        Map.of());
  }

  private static List<Scenario> wishes() {
    return List.of(
        breach("accept-twice", NOT_DUE, peer -> accepted(peer).say("{'type':'accept'}")),
        breach(
            "wants-what-was-not-offered",
            NOT_DUE,
            peer -> accepted(peer).say("{'type':'send','first':0,'last':3}")),
        breach(
            "wants-more-than-can-be-counted",
            peer -> accepted(peer).say("{'type':'send','first':0,'last':18446744073709551616}")),
        breach(
            "wants-an-entry-twice",
            NOT_DUE,
            peer ->
                accepted(peer)
                    .say("{'type':'send','first':0,'last':1}")
                    .say("{'type':'send','first':1,'last':2}")),
        breach(
            "hashes-of-an-unknown-entry",
            NOT_DUE,
            peer -> accepted(peer).send(new Frame.Have(3, 0, new byte[BlockHash.LENGTH]))),
        breach(
            "hashes-that-leave-out-a-block",
            NOT_DUE,
            peer -> accepted(peer).send(new Frame.Have(1, 1, new byte[BlockHash.LENGTH]))),
        breach("frame-cut-off", peer -> accepted(peer).send(new byte[] {5, 0, 0})),
        breach(
            "content-from-a-receiver",
            NOT_DUE,
            peer -> accepted(peer).send(new Frame.Hole(1, 0, 1))));
  }

  private static List<Scenario> requests() {
    return List.of(
        breach(
            "again-before-its-entry",
            NOT_DUE,
            peer -> accepted(peer).say("{'type':'again','entry':2,'block':0}")),
        breach(
            "again-for-a-directory",
            peer -> sent(peer).say("{'type':'again','entry':0,'block':0}")),
        ends(
            "again-behind-the-end-of-the-file",
            End.INCOMPLETE,
            peer -> {
              sent(peer).say("{'type':'again','entry':1,'block':4294967295}");
              peer.hearUntil("'failed'");
              peer.hearUntil("'finish'");
              peer.say("{'type':'verified','files':1,'bytes':200,'failed':1}");
            }),
        breach(
            "again-without-end",
            NOT_DUE,
            peer -> {
              sent(peer);
              for (int i = 0; i < 100; i++) {
                peer.say("{'type':'again','entry':1,'block':0}");
              }
            }),
        breach(
            "stored-falls",
            NOT_DUE,
            peer ->
                sent(peer)
                    .say("{'type':'stored','through':1}")
                    .say("{'type':'stored','through':0}")),
        breach(
            "stored-what-was-not-offered",
            NOT_DUE,
            peer -> accepted(peer).say("{'type':'stored','through':3}")),
        breach(
            "fails-what-was-not-sent",
            NOT_DUE,
            peer -> accepted(peer).say("{'type':'failed','entry':2,'code':'file'}")));
  }

  private static List<Scenario> lastMessages() {
    return List.of(
        breach(
            "verified-before-the-content",
            NOT_DUE,
            peer -> accepted(peer).say("{'type':'verified','files':2,'bytes':300,'failed':0}")),
        breach(
            "verifies-more-files-than-it-got",
            "The other side confirmed something other than what was sent.",
            peer -> sent(peer).say("{'type':'verified','files':3,'bytes':300,'failed':0}")),
        breach(
            "verifies-fewer-files-than-it-got",
            "The other side confirmed something other than what was sent.",
            peer -> sent(peer).say("{'type':'verified','files':1,'bytes':100,'failed':0}")),
        breach(
            "verifies-other-bytes-than-it-got",
            "The other side confirmed something other than what was sent.",
            peer -> sent(peer).say("{'type':'verified','files':2,'bytes':299,'failed':0}")),
        ends("leaves-before-verified", End.CONNECTION_LOST, HostileReceiver::sent),
        ends(
            "honest",
            End.COMPLETE,
            peer -> sent(peer).say("{'type':'verified','files':2,'bytes':300,'failed':0}")));
  }

  private static RawPeer offered(RawPeer peer) throws Exception {
    peer.greet(Role.RECEIVER);
    peer.hearUntil("'offered'");
    return peer;
  }

  private static RawPeer accepted(RawPeer peer) throws Exception {
    return offered(peer).say("{'type':'accept'}");
  }

  private static RawPeer sent(RawPeer peer) throws Exception {
    accepted(peer).say("{'type':'send','first':0,'last':2}");
    peer.hearUntil("'finish'");
    return peer;
  }
}
