package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender makes of a receiver that does not keep to the protocol. */
@Timeout(60)
class HostileReceiverTest {

  private final MemoryChannelPair channels = new MemoryChannelPair();
  private final RawPeer peer = new RawPeer(channels.right(), false);
  private TransferFixture sending;
  private Path tree;

  @BeforeEach
  void startSender(@TempDir Path temporary) throws Exception {
    tree = Files.createDirectory(temporary.resolve("tree"));
    Files.write(tree.resolve("a"), new byte[100]);
    Files.write(tree.resolve("b"), new byte[200]);
    sending = TransferFixture.sender(tree).over(channels.left());
    peer.greet(Role.RECEIVER);
  }

  @AfterEach
  void end() {
    sending.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("p2pcopy-transfer-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{'type':'verified','files':2,'bytes':300,'failed':0}",
        "{'type':'send','first':0,'last':2}",
        "{'type':'again','entry':1,'block':0}",
        "{'type':'stored','through':2}",
        "{'type':'failed','entry':1,'code':'file'}",
        "{'type':'offer','id':'0','files':0,'directories':0,'links':0,'bytes':0}",
        "{'type':'accept','compression':'lzma'}",
        "{'type':'credit','bytes':-1}",
        "{'type':'finish'}"
      })
  void whatIsNotDueBeforeTheAnswerIsRefused(String json) throws Exception {
    peer.hearUntil("'offered'");
    peer.say(json);

    assertBreach();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'accept'}",
        "{'type':'refuse','x':1} ",
        "{'type':'send','first':1,'last':2}",
        "{'type':'send','first':0,'last':3}",
        "{'type':'send','first':2,'last':1}",
        "{'type':'send','first':0,'last':99999999999}",
        "{'type':'skip','first':1,'last':1}",
        "{'type':'again','entry':2,'block':0}",
        "{'type':'failed','entry':2,'code':'file'}",
        "{'type':'verified','files':2,'bytes':300,'failed':0}"
      })
  void whatIsNotDueAfterTheAnswerIsRefused(String json) throws Exception {
    accept();
    peer.say(json);

    if (json.contains("refuse")) {
      peer.close();
      assertThat(sending.failure().kind()).isEqualTo(Kind.REFUSED_BY_PEER);
    } else {
      assertBreach();
    }
  }

  @Test
  void theSameEntryCannotBeWantedTwice() throws Exception {
    accept();
    peer.say("{'type':'send','first':0,'last':1}");
    peer.say("{'type':'send','first':1,'last':2}");

    assertBreach();
  }

  @Test
  void aBlockWantedAgainAndAgainIsRefusedInTheEnd() throws Exception {
    accept();
    peer.say("{'type':'send','first':0,'last':2}");
    peer.hearUntil("'finish'");
    for (int i = 0; i < 100; i++) {
      peer.say("{'type':'again','entry':1,'block':0}");
    }

    assertBreach();
  }

  @Test
  void aBlockThatTheFileNeverHadGivesItUp() throws Exception {
    accept();
    peer.say("{'type':'send','first':0,'last':2}");
    peer.hearUntil("'finish'");
    peer.say("{'type':'again','entry':1,'block':4294967295}");

    assertThat(peer.hearUntil("failed")).contains("'entry':1", "'file-changed'");
    peer.say("{'type':'verified','files':1,'bytes':200,'failed':1}");
    assertThat(sending.result().failed()).isEqualTo(1);
    peer.close();
  }

  @Test
  void aBlockThatIsWantedAgainIsAsLongAsItWasWhenTheFileHasGrown() throws Exception {
    accept();
    peer.say("{'type':'send','first':0,'last':2}");
    peer.hearUntil("'finish'");
    Files.write(tree.resolve("b"), new byte[50], StandardOpenOption.APPEND);
    peer.say("{'type':'again','entry':2,'block':0}");

    assertThat(peer.hearUntil("frame")).isEqualTo("frame 1 of 252 bytes");
    peer.hearUntil("'finish'");
    peer.say("{'type':'verified','files':2,'bytes':300,'failed':0}");
    assertThat(sending.result().files()).isEqualTo(2);
    peer.close();
  }

  @Test
  void endlessHashesAreRefused() throws Exception {
    accept();
    var hashes = new byte[PeerLimits.Transfer.HASHES_IN_FRAME * BlockHash.LENGTH];
    for (int frame = 0; frame < 2; frame++) {
      peer.send(new Frame.Have(1, (long) frame * PeerLimits.Transfer.HASHES_IN_FRAME, hashes));
    }
    peer.send(new Frame.Have(2, PeerLimits.Transfer.HASHES_AHEAD - 1, new byte[BlockHash.LENGTH]));

    assertBreach();
  }

  @Test
  void hashesOfADirectoryAreRefused() throws Exception {
    accept();
    peer.send(new Frame.Have(0, 0, new byte[BlockHash.LENGTH]));

    assertBreach();
  }

  @Test
  void moreHashesThanTheFileHasBlocksAreNotKept() throws Exception {
    accept();
    var hashes = new byte[PeerLimits.Transfer.HASHES_IN_FRAME * BlockHash.LENGTH];
    for (long first = 0; first < PeerLimits.Transfer.HASHES_AHEAD - hashes.length; first += 2000) {
      peer.send(new Frame.Have(1, first, hashes));
    }
    peer.send(new Frame.Have(2, 0, hashes));
    peer.say("{'type':'send','first':0,'last':2}");

    // With 2^21 hashes of the first file, there would be no room for those of the second.
    peer.hearUntil("'finish'");
    peer.say("{'type':'verified','files':2,'bytes':300,'failed':0}");
    assertThat(sending.result().files()).isEqualTo(2);
    peer.close();
  }

  @Test
  void contentFromAReceiverIsRefused() throws Exception {
    accept();
    peer.block(1, 0, new byte[100]);

    assertBreach();
  }

  @Test
  void creditIsNotTakenBack() throws Exception {
    peer.hearUntil("'offered'");
    peer.say("{'type':'credit','bytes':100}");
    peer.say("{'type':'credit','bytes':99}");

    assertBreach();
  }

  @Test
  void aReceiverWithoutCreditGetsNoContent() throws Exception {
    peer.hearUntil("'offered'");
    peer.say("{'type':'credit','bytes':100}");
    peer.say("{'type':'accept'}");
    peer.say("{'type':'send','first':0,'last':2}");

    // The first file fits into the credit, the second waits for more.
    assertThat(peer.hearUntil("frame")).isEqualTo("frame 1 of 152 bytes");
    assertThat(peer.hearUntil("frame")).isEqualTo("frame 4 of 56 bytes");
    peer.say("{'type':'credit','bytes':300}");
    assertThat(peer.hearUntil("frame")).isEqualTo("frame 1 of 252 bytes");
    assertThat(peer.hearUntil("frame")).isEqualTo("frame 4 of 56 bytes");
    peer.hearUntil("'finish'");
    peer.say("{'type':'verified','files':2,'bytes':300,'failed':0}");
    assertThat(sending.result().files()).isEqualTo(2);
    peer.close();
  }

  private void accept() throws Exception {
    peer.hearUntil("'offered'");
    peer.say("{'type':'accept'}");
  }

  private void assertBreach() throws Exception {
    assertThat(peer.hearUntil("'error'")).contains("'code':'protocol','detail':'The other side");
    peer.close();
    TransferException failure = sending.failure();
    assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(failure.getMessage()).startsWith("The other side ").endsWith(".");
  }
}
