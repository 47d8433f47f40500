package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.wire.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who says hello first. */
@Timeout(60)
class GreetingTest {

  @TempDir private Path temporary;
  private final MemoryChannelPair channels = new MemoryChannelPair();
  private TransferRun run;

  @AfterEach
  void end() {
    run.close();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoAnswersSaysNothingBeforeItHasHeardTheOfferer(Role role) throws Exception {
    var peer = new RawPeer(channels.left(), true);
    run = runOf(role).as(TransferRun.ANSWERER).over(channels.right());

    peer.say("{'type':'error','code':'interrupted'}");

    assertThat(peer.hear()).isEqualTo("closed");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoOffersDoesNotWait(Role role) throws Exception {
    var peer = new RawPeer(channels.right(), false);
    run = runOf(role).as(TransferRun.OFFERER).over(channels.left());

    assertThat(peer.hear()).contains("'hello'");
    peer.close();
  }

  @Test
  void aSenderThatAnswersGreetsBeforeItOffers() throws Exception {
    var peer = new RawPeer(channels.left(), true);
    run = runOf(Role.SENDER).as(TransferRun.ANSWERER).over(channels.right());

    peer.say("{'type':'hello','role':'receiver','commit':'" + "1".repeat(64) + "','agent':'old'}");

    assertThat(peer.hear()).contains("'hello'");
    assertThat(peer.hearUntil("'offered'")).contains("'offered'");
    peer.close();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aFileArrivesWhoeverOffers(Role offerer) throws Exception {
    TransferRun other = runOf(offerer).as(TransferRun.OFFERER).over(channels.left());
    run =
        runOf(offerer == Role.SENDER ? Role.RECEIVER : Role.SENDER)
            .as(TransferRun.ANSWERER)
            .over(channels.right());

    assertThat(run.result().files()).isEqualTo(1);
    assertThat(other.result().files()).isEqualTo(1);
    assertThat(run.shownWords()).isEqualTo(other.shownWords()).hasSize(1);
    other.close();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void twoOfTheSameRoleBothFindOut(Role role) throws Exception {
    TransferRun other = runOf(role).as(TransferRun.OFFERER).over(channels.left());
    run = runOf(role).as(TransferRun.ANSWERER).over(channels.right());

    assertThat(other.failure()).hasMessageStartingWith("Both sides ");
    assertThat(run.failure()).hasMessageStartingWith("Both sides ");
    other.close();
  }

  private TransferRun runOf(Role role) throws Exception {
    if (role == Role.RECEIVER) {
      return TransferRun.receiver(Files.createTempDirectory(temporary, "in"));
    }
    Path file = temporary.resolve("a");
    Files.writeString(file, "content");
    return TransferRun.sender(file);
  }
}
