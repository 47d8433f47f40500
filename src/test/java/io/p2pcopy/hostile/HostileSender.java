package io.p2pcopy.hostile;

import static io.p2pcopy.hostile.Scenario.breach;
import static io.p2pcopy.hostile.Scenario.ends;

import io.p2pcopy.hostile.Scenario.End;
import io.p2pcopy.hostile.Scenario.Script;
import io.p2pcopy.transfer.RawPeer;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.MerkleRoot;
import io.p2pcopy.transfer.wire.Role;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a hostile sender does to a receiver. */
public final class HostileSender {

  private static final String NOT_DUE = "The other side sent content out of order.";
  private static final String MESSAGE_NOT_DUE = "The other side sent an unexpected message.";
  private static final String NOT_ASKED_FOR = "The other side sent content that was not requested.";
  private static final String TOO_MUCH = "The other side sent more than it had offered.";
  private static final String OTHER_LIST =
      "The other side sent a list that does not match its offer.";
  private static final String LENGTHS =
      "The other side sent blocks whose lengths do not match the size of their file.";
  private static final byte[] WRONG_HASH = new byte[BlockHash.LENGTH];
  private static final long LARGEST = 1L << 52;

  /** All scenarios. */
  public static final List<Scenario> SCENARIOS =
      Stream.of(greeting(), list(), places(), content(), answers(), lastMessages())
          .flatMap(List::stream)
          .toList();

  private HostileSender() {}

  private static List<Scenario> greeting() {
    return List.of(
        breach("offer-before-hello", peer -> peer.offer("a", 1)),
        breach("content-before-hello", peer -> peer.send(new byte[100])),
        breach(
            "reveal-before-hello",
            peer -> peer.say("{'type':'reveal','nonce':'" + "0".repeat(64) + "'}")),
        breach(
            "hello-twice",
            "The other side sent \"hello\" twice.",
            peer -> greet(peer).sayHello(Role.SENDER)),
        breach("reveal-twice", peer -> greet(peer).reveal()),
        breach(
            "reveal-of-another-nonce",
            "The other side revealed a nonce that does not match its commitment.",
            peer -> {
              peer.sayHello(Role.SENDER);
              peer.hearUntil("'reveal'");
              peer.say("{'type':'reveal','nonce':'" + "f".repeat(64) + "'}");
            }),
        leaves(
            "leaves-before-reveal",
            peer -> {
              peer.sayHello(Role.SENDER);
              peer.hearUntil("'reveal'");
            }),
        leaves(
            "stops-before-reveal",
            peer -> {
              peer.sayHello(Role.SENDER);
              peer.hearUntil("'reveal'");
              peer.say("{'type':'error','code':'interrupted'}");
            }));
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

  private static List<Scenario> list() {
    return List.of(
        breach(
            "sizes-that-overflow", peer -> greet(peer).offer(4096, 0, 0, entries(4096, LARGEST))),
        breach(
            "sum-is-not-the-offer",
            OTHER_LIST,
            peer -> greet(peer).offer(1, 0, 1, "['f','a',1000000,0,null]")),
        breach(
            "size-of-2-to-the-63",
            peer -> greet(peer).offer(1, 0, 0, "['f','a',9223372036854775808,0,null]")),
        breach("negative-size", peer -> greet(peer).offer(1, 0, 0, "['f','a',-1,0,null]")),
        breach(
            "more-holes-than-bytes", peer -> greet(peer).offer(1, 0, 10, "['f','a',10,0,null,11]")),
        breach(
            "same-path-twice",
            peer -> greet(peer).offer(2, 0, 2, "['f','a',1,0,null],['f','a',1,0,null]")),
        breach(
            "file-as-parent",
            peer -> greet(peer).offer(2, 0, 2, "['f','a',1,0,null],['f','a/b',1,0,null]")),
        breach(
            "link-as-parent",
            peer ->
                greet(peer)
                    .say(
                        "{'type':'offer','id':'"
                            + RawPeer.ID
                            + "','files':1,'directories':0,'links':1,'bytes':1}")
                    .say("{'type':'entries','list':[['l','a','/tmp'],['f','a/b',1,0,null]]}")
                    .say("{'type':'offered'}")),
        breach("path-that-leads-out", peer -> greet(peer).offer("../a", 1)),
        breach(
            "offer-twice",
            MESSAGE_NOT_DUE,
            peer -> {
              greet(peer).offer("a", 1);
              peer.offer("a", 1);
            }),
        breach(
            "content-before-accept",
            MESSAGE_NOT_DUE,
            peer -> {
              greet(peer).sayOffer(1, 0, 10);
              peer.block(0, 0, new byte[10]);
            }));
  }

  /** Blocks whose lengths are not those of their places. */
  private static List<Scenario> places() {
    return List.of(
        breach(
            "two-blocks-of-one-byte",
            NOT_DUE,
            peer -> {
              accepted(peer, Blocks.SIZE + 1);
              peer.block(0, 0, new byte[] {1});
              peer.block(0, 1, new byte[] {2});
              end(peer, Blocks.SIZE + 1, hashes(new byte[] {1}, new byte[] {2}));
            }),
        breach(
            "one-byte-for-a-whole-block",
            LENGTHS,
            peer -> {
              accepted(peer, Blocks.SIZE);
              peer.block(0, 0, new byte[] {1});
              end(peer, Blocks.SIZE, hashes(new byte[] {1}));
            }),
        breach(
            "whole-block-for-one-byte",
            LENGTHS,
            peer -> {
              accepted(peer, 1);
              byte[] block = new byte[Blocks.SIZE];
              peer.block(0, 0, block);
              end(peer, 1, hashes(block));
            }),
        breach(
            "hole-for-the-last-block",
            LENGTHS,
            peer -> {
              accepted(peer, 10);
              peer.send(new Frame.Hole(0, 0, 1));
              end(peer, 10, hashes(new byte[Blocks.SIZE]));
            }),
        breach(
            "short-block-the-second-time",
            NOT_DUE,
            peer -> {
              accepted(peer, 2 * Blocks.SIZE);
              byte[] block = new byte[Blocks.SIZE];
              peer.block(0, 0, block);
              peer.block(0, 1, block);
              peer.block(0, 0, new byte[] {1});
              peer.block(0, 1, block);
              end(peer, 2 * Blocks.SIZE, hashes(new byte[] {1}, block));
            }),
        breach(
            "short-block-that-stays-short",
            LENGTHS,
            peer -> {
              accepted(peer, 2 * Blocks.SIZE);
              byte[] block = new byte[Blocks.SIZE];
              peer.block(0, 0, block);
              peer.block(0, 1, block);
              peer.block(0, 0, new byte[] {1});
              end(peer, 2 * Blocks.SIZE, hashes(new byte[] {1}, block));
            }));
  }

  private static List<Scenario> content() {
    return List.of(
        breach(
            "block-of-an-unknown-entry",
            NOT_ASKED_FOR,
            peer -> accepted(peer, 10).block(1, 0, new byte[10])),
        breach(
            "block-out-of-order",
            NOT_DUE,
            peer -> accepted(peer, 3L << 20).block(0, 1, new byte[Blocks.SIZE])),
        breach(
                "block-after-the-end",
                NOT_ASKED_FOR,
                peer -> {
                  complete(accepted(peer, 10));
                  peer.block(0, 0, new byte[10]);
                })
            .verifies("a", 10),
        breach(
                "end-twice",
                NOT_ASKED_FOR,
                peer -> {
                  complete(accepted(peer, 10));
                  end(peer, 10, hashes(new byte[10]));
                })
            .verifies("a", 10),
        breach(
            "more-than-offered",
            TOO_MUCH,
            peer -> {
              accepted(peer, 100);
              peer.send(new Frame.Hole(0, 0, 65));
            }),
        breach(
            "content-in-announced-holes",
            TOO_MUCH,
            peer -> {
              long size = 100L << 20;
              greet(peer).offer(1, 0, size, "['f','a',%1$d,0,null,%1$d]".formatted(size));
              peer.hearUntil("'send'");
              byte[] content = new byte[Blocks.SIZE];
              content[0] = 1;
              for (int block = 0; block < 70; block++) {
                peer.block(0, block, content);
              }
            }),
        breach(
            "hole-of-4-PiB",
            TOO_MUCH,
            peer -> {
              accepted(peer, 100);
              peer.send(new Frame.Hole(0, 0, (1L << 32) - 1));
            }),
        breach(
            "hole-of-4-PiB-without-size",
            TOO_MUCH,
            peer -> {
              greet(peer).offer(1, 0, 0, "['f','a',null,0,null]");
              peer.hearUntil("'send'");
              peer.send(new Frame.Hole(0, 0, (1L << 32) - 1));
            }),
        breach("frame-cut-off", peer -> accepted(peer, 10).send(new byte[] {1, 0, 0, 0, 0})),
        breach("unknown-frame", peer -> accepted(peer, 10).send(new byte[] {9, 0, 0, 0, 0, 0, 0})),
        breach("empty-frame", peer -> accepted(peer, 10).send(new byte[0])),
        breach(
            "block-longer-than-a-block",
            peer ->
                accepted(peer, 10)
                    .send(
                        new Frame.Block(
                            0, 0, false, Blocks.SIZE + 1, Blocks.SIZE + 1, WRONG_HASH))),
        breach(
            "negative-length",
            peer -> accepted(peer, 10).send(new Frame.Block(0, 0, false, -1, -1, WRONG_HASH))),
        breach(
            "control-message-of-a-receiver",
            MESSAGE_NOT_DUE,
            peer -> accepted(peer, 10).say("{'type':'verified','files':1,'bytes':10,'failed':0}")),
        breach(
            "finish-within-a-block",
            MESSAGE_NOT_DUE,
            peer -> {
              accepted(peer, 10).send(new Frame.Block(0, 0, false, 10, 10, WRONG_HASH));
              peer.say("{'type':'finish'}");
            }),
        ends(
            "leaves-within-a-block",
            End.CONNECTION_LOST,
            peer -> accepted(peer, 10).send(new Frame.Block(0, 0, false, 10, 10, WRONG_HASH))));
  }

  /** Answers to requests for blocks that were damaged. */
  private static List<Scenario> answers() {
    return List.of(
        ends(
            "answer-of-another-length",
            End.INCOMPLETE,
            peer -> {
              accepted(peer, Blocks.SIZE);
              damaged(peer, Blocks.SIZE);
              end(peer, Blocks.SIZE, hashes(new byte[] {1}));
              // Asked for three times; a byte with its right hash is never the whole block.
              for (int i = 0; i < 3; i++) {
                peer.hearUntil("'again'");
                peer.block(0, 0, new byte[] {1});
              }
              peer.hearUntil("'failed'");
              peer.say("{'type':'finish'}");
              peer.hearUntil("'verified'");
            }),
        breach(
            "answer-of-another-length-before-the-end",
            LENGTHS,
            peer -> {
              accepted(peer, Blocks.SIZE);
              damaged(peer, Blocks.SIZE);
              peer.hearUntil("'again'");
              peer.block(0, 0, new byte[] {1});
              end(peer, Blocks.SIZE, hashes(new byte[] {1}));
            }),
        breach(
                "answer-nobody-asked-for",
                NOT_ASKED_FOR,
                peer -> {
                  complete(accepted(peer, 10));
                  peer.hearUntil("'stored'");
                  peer.block(0, 0, new byte[10]);
                })
            .verifies("a", 10));
  }

  private static List<Scenario> lastMessages() {
    return List.of(
        ends(
            "wrong-root",
            End.INCOMPLETE,
            peer -> {
              accepted(peer, 10).block(0, 0, new byte[10]);
              peer.send(new Frame.End(0, 10, Entry.UNKNOWN_TIME, WRONG_HASH));
              peer.hearUntil("'failed'");
              peer.say("{'type':'finish'}");
              peer.hearUntil("'verified'");
            }),
        breach(
            "root-of-another-size",
            NOT_DUE,
            peer -> {
              accepted(peer, 10).block(0, 0, new byte[10]);
              end(peer, LARGEST, hashes(new byte[10]));
            }),
        breach(
            "finish-without-content",
            "The other side left out a requested file.",
            peer -> accepted(peer, 10).say("{'type':'finish'}")),
        ends(
            "fails-its-own-file",
            End.INCOMPLETE,
            peer -> {
              accepted(peer, 10).say("{'type':'failed','entry':0,'code':'file'}");
              peer.say("{'type':'finish'}");
              peer.hearUntil("'verified'");
            }),
        breach(
            "fails-an-unknown-entry",
            NOT_ASKED_FOR,
            peer -> accepted(peer, 10).say("{'type':'failed','entry':7,'code':'file'}")),
        ends(
                "honest",
                End.COMPLETE,
                peer -> {
                  complete(accepted(peer, 10));
                  peer.say("{'type':'finish'}");
                  peer.hearUntil("'verified'");
                })
            .verifies("a", 10));
  }

  private static RawPeer greet(RawPeer peer) throws Exception {
    return peer.greet(Role.SENDER);
  }

  /** Offers one file, and waits until the receiver wants it. */
  private static RawPeer accepted(RawPeer peer, long size) throws Exception {
    greet(peer).offer("a", size);
    peer.hearUntil("'send'");
    return peer;
  }

  private static void complete(RawPeer peer) {
    peer.block(0, 0, new byte[10]);
    end(peer, 10, hashes(new byte[10]));
  }

  private static void damaged(RawPeer peer, int length) {
    peer.send(new Frame.Block(0, 0, false, length, length, WRONG_HASH));
    peer.sendContent(new byte[length]);
  }

  private static void end(RawPeer peer, long size, byte[] hashes) {
    peer.send(new Frame.End(0, size, Entry.UNKNOWN_TIME, MerkleRoot.of(size, hashes)));
  }

  private static byte[] hashes(byte[]... blocks) {
    var hashes = new ByteArrayOutputStream();
    for (byte[] block : blocks) {
      hashes.writeBytes(BlockHash.of(block, 0, block.length));
    }
    return hashes.toByteArray();
  }

  /** Returns entries of so many files, as many in each message as may be. */
  private static String[] entries(int files, long size) {
    String[] messages = new String[(files + 999) / 1000];
    for (int message = 0; message < messages.length; message++) {
      var list = new StringBuilder();
      for (int file = message * 1000; file < Math.min(files, message * 1000 + 1000); file++) {
        list.append(list.isEmpty() ? "" : ",").append("['f','%d',%d,0,null]".formatted(file, size));
      }
      messages[message] = list.toString();
    }
    return messages;
  }
}
