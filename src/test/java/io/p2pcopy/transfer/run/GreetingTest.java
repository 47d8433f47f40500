package io.p2pcopy.transfer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.transfer.MemoryChannelPair;
import io.p2pcopy.transfer.RawPeer;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.TransferFixture;
import io.p2pcopy.transfer.wire.ControlMessage.Hello;
import io.p2pcopy.transfer.wire.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who says hello first. */
@Timeout(60)
class GreetingTest {

  private Path temporary;
  private final MemoryChannelPair channels = new MemoryChannelPair();

  @BeforeEach
  void remember(@TempDir Path directory) {
    temporary = directory;
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoAnswersSaysNothingBeforeItHasHeardTheOfferer(Role role) throws Exception {
    var peer = new RawPeer(channels.left(), true);
    try (var run = runOf(role).as(TransferFixture.ANSWERER).over(channels.right())) {
      peer.say("{'type':'error','code':'interrupted'}");

      assertThat(peer.hear()).isEqualTo("closed");
      assertThat(run.failure()).hasMessage("The other side cancelled the transfer.");
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoOffersDoesNotWait(Role role) throws Exception {
    var peer = new RawPeer(channels.right(), false);
    try (var run = runOf(role).as(TransferFixture.OFFERER).over(channels.left())) {
      assertThat(peer.hear()).contains("'hello'");
      peer.close();
      assertThat(run.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }

  @Test
  void aSenderThatAnswersGreetsBeforeItOffers() throws Exception {
    var peer = new RawPeer(channels.left(), true);
    try (var run = runOf(Role.SENDER).as(TransferFixture.ANSWERER).over(channels.right())) {
      peer.say(
          "{'type':'hello','role':'receiver','commit':'" + "1".repeat(64) + "','agent':'old'}");

      assertThat(peer.hear()).contains("'hello'");
      assertThat(peer.hearUntil("'offered'")).contains("'offered'");
      peer.close();
      assertThat(run.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aFileArrivesWhoeverOffers(Role offerer) throws Exception {
    Role answerer = offerer == Role.SENDER ? Role.RECEIVER : Role.SENDER;
    try (var one = runOf(offerer).as(TransferFixture.OFFERER).over(channels.left());
        var other = runOf(answerer).as(TransferFixture.ANSWERER).over(channels.right())) {
      assertThat(one.result().files()).isEqualTo(1);
      assertThat(other.result().files()).isEqualTo(1);
      assertThat(one.shownWords()).isEqualTo(other.shownWords()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void twoOfTheSameRoleBothFindOut(Role role) throws Exception {
    try (var one = runOf(role).as(TransferFixture.OFFERER).over(channels.left());
        var other = runOf(role).as(TransferFixture.ANSWERER).over(channels.right())) {
      assertThat(one.failure()).hasMessageStartingWith("Both sides ");
      assertThat(other.failure()).hasMessageStartingWith("Both sides ");
    }
  }

  private TransferFixture runOf(Role role) throws Exception {
    if (role == Role.RECEIVER) {
      return TransferFixture.receiver(Files.createTempDirectory(temporary, "in"));
    }
    Path file = temporary.resolve("a");
    Files.writeString(file, "content");
    return TransferFixture.sender(file);
  }

  @Test
  void aPeerThatNeverRevealsItsNonceIsGivenUp() throws Exception {
    var greeting =
        new Greeting(
            channels.left(),
            Role.SENDER,
            TransferFixture.OFFERER,
            new SecureRandom(),
            Duration.ZERO);

    assertThatThrownBy(greeting::words)
        .hasMessage("The other side connected and then sent nothing. Start again on both sides.");
    greeting.take(new Hello(Role.RECEIVER, "1".repeat(64), "test", null));
    assertThatThrownBy(greeting::words)
        .hasMessageStartingWith("The connection ended before the words could be compared.");
  }
}
