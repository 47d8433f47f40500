package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver whose other side does not keep to the protocol. */
@Timeout(60)
class HostileSenderTest {

  private static final String NO_HASH = "{'type':'end','sha256':'" + "0".repeat(64) + "'}";
  private static final String EMPTY_HASH =
      "{'type':'end','sha256':'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}";

  private final MemoryChannelPair channels = new MemoryChannelPair();
  private final RawPeer peer = new RawPeer(channels.left());
  private Path parent;
  private Path inbox;
  private TransferRun receiving;

  @BeforeEach
  void receive(@TempDir Path temporary) throws Exception {
    parent = temporary;
    inbox = Files.createDirectory(temporary.resolve("in"));
    receiving = TransferRun.receive(inbox, channels.right());
  }

  @Test
  void aCorrectSenderIsAnsweredAsTheProtocolSays() throws Exception {
    peer.offer("a", 0);
    assertThat(peer.hear()).isEqualTo("{'type':'accept'}");
    peer.say(EMPTY_HASH);
    assertThat(peer.hear()).isEqualTo("{'type':'verified'}");
    peer.close();

    assertThat(receiving.result().file()).hasFileName("a").isEmptyFile();
  }

  @Test
  void aVerifiedFileIsSafeEvenIfTheSenderNeverHearsOfIt() throws Exception {
    peer.offer("a", 0);
    assertThat(peer.hear()).isEqualTo("{'type':'accept'}");
    peer.say(EMPTY_HASH);
    channels.cut();

    assertThat(receiving.result().file()).hasFileName("a").exists();
  }

  @Test
  void fieldsOfLaterVersionsAreIgnored() throws Exception {
    peer.say(
        "{'new':{'deep':[1,{'x':null}]},'type':'offer','name':'a','size':0,'modified':-1,'more':1.5}");
    assertThat(peer.hear()).isEqualTo("{'type':'accept'}");
    peer.say("{'type':'error','code':'interrupted'}");

    assertFailed(Kind.REFUSED_BY_PEER, "The other side interrupted the transfer.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "../../evil > evil",
        "/tmp/evil > evil",
        "C:\\\\evil > evil",
        "nul.txt > _nul.txt",
        "x\\u202etxt.exe > xtxt.exe",
        "\\u0000\\u001b > file",
        ".. > file"
      })
  void noNameLeadsOutOfTheDirectory(String name, String safe) throws Exception {
    peer.offer(name, 0);
    peer.hear();
    peer.say(EMPTY_HASH);
    peer.hear();
    peer.close();

    assertThat(receiving.result().file()).isEqualTo(inbox.toRealPath().resolve(safe));
    assertThat(receiving.awaitStarted().name()).isEqualTo(safe);
    assertThat(namesIn(inbox)).containsExactly(safe);
    assertThat(namesIn(parent)).containsExactly("in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{'type':'offer'",
        "{'type':'offer'} {}",
        "{'type':'offer','type':'offer'}",
        "{'type':'destroy'}",
        "{'type':7}",
        "{'name':'a','size':1,'modified':0}",
        "{'type':'offer','name':'a','modified':0}",
        "{'type':'offer','name':'a','size':-1,'modified':0}",
        "{'type':'offer','name':'a','size':9007199254740992,'modified':0}",
        "{'type':'offer','name':'a','size':99999999999999999999,'modified':0}",
        "{'type':'offer','name':'a','size':1e3,'modified':0}",
        "{'type':'offer','name':'a','size':'1','modified':0}",
        "{'type':'offer','name':7,'size':1,'modified':0}",
        "{'type':'offer','name':'a','size':1}",
        "{'type':'offer','name':'a','size':1,'modified':8640000000000001}",
        "{'x':[[[[[[[[[[[[1]]]]]]]]]]]],'type':'offer','name':'a','size':1,'modified':0}",
        "{'type':'verified'}",
        "{'type':'accept'}",
        "{'type':'end','sha256':'x'}"
      })
  void whatIsNoOfferIsRefused(String json) throws Exception {
    peer.say(json);

    assertThat(peer.hear())
        .startsWith("{'type':'error','code':'protocol','detail':'The other side");
    peer.close();
    assertThat(receiving.failure().kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(receiving.failure().getMessage()).startsWith("The other side ").endsWith(".");
    assertThat(namesIn(inbox)).isEmpty();
  }

  @Test
  void anEndlessNameIsRefused() {
    peer.offer("n".repeat(TransferProtocol.MAX_NAME_LENGTH + 1), 0);

    assertFailed(Kind.PROTOCOL, "The other side sent a message without a usable \"name\".");
  }

  @Test
  void anEndlessControlMessageIsRefused() {
    peer.offer("n".repeat(TransferProtocol.MAX_CONTROL_MESSAGE), 0);

    assertFailed(Kind.PROTOCOL, "The other side sent a control message that is too long.");
  }

  @Test
  void contentBeforeTheOfferIsRefused() {
    peer.content(10);

    assertFailed(Kind.PROTOCOL, "The other side sent content where none was due.");
  }

  @Test
  void moreThanOfferedIsRefused() throws Exception {
    accepted("a", 100);
    peer.content(60);
    peer.content(41);

    assertFailed(Kind.PROTOCOL, "The other side sent more than it had offered.");
  }

  @Test
  void lessThanOfferedIsRefused() throws Exception {
    accepted("a", 100);
    peer.content(99);
    peer.say(NO_HASH);

    assertFailed(Kind.PROTOCOL, "The other side sent less than it had offered.");
  }

  @Test
  void emptyContentThatNeverEndsIsRefused() throws Exception {
    accepted("a", 100);
    peer.content(0);

    assertFailed(Kind.PROTOCOL, "The other side sent a content message of 0 bytes.");
  }

  @Test
  void aSecondOfferIsRefused() throws Exception {
    accepted("a", 100);
    peer.content(50);
    peer.offer("b", 1);

    assertFailed(Kind.PROTOCOL, "The other side sent a message that was not due.");
  }

  @Test
  void aWrongHashIsRefused() throws Exception {
    accepted("a", 100);
    peer.content(100);
    peer.say(NO_HASH);

    assertFailed(Kind.INTEGRITY, "What arrived is not what was sent: the hashes differ.");
  }

  @Test
  void aSizeThatNoDiskHoldsIsRefused() throws Exception {
    peer.offer("a", TransferProtocol.MAX_FILE_SIZE);

    assertThat(peer.hear()).isEqualTo("{'type':'error','code':'disk-full'}");
    peer.close();
    assertThat(receiving.failure())
        .hasMessageStartingWith("a needs 9.0 PB, and ")
        .extracting(TransferException::kind)
        .isEqualTo(Kind.LOCAL_FILE);
  }

  @Test
  void whatThePeerSaysOfAnErrorIsNotPrintedAsItIs() {
    peer.say("{'type':'error','code':'later-version','detail':'\\u001b[2Jred\\u202e\\''}");

    assertFailed(
        Kind.PROTOCOL,
        "The other side ended the transfer for a reason that this version does not know"
            + " (\"?[2Jred??\").");
  }

  @Test
  void aSenderThatClosesTheChannelInTheMiddleLeavesWhatArrived() throws Exception {
    accepted("a", 100);
    peer.content(50);
    peer.close();

    TransferException failure = receiving.failure();
    assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
    assertThat(failure)
        .hasMessage(
            "The other side closed the connection. What arrived (50 B) is kept in "
                + inbox.toRealPath().resolve(".a.p2pcopy-part")
                + ".");
  }

  @Test
  void aSenderThatTalksOnAfterAnErrorDoesNotHoldTheReceiver() throws Exception {
    accepted("a", 100);
    peer.content(101);
    assertThat(peer.hear()).startsWith("{'type':'error','code':'protocol'");
    for (int i = 0; i < 100; i++) {
      channels.left().send(Message.binary(new byte[65_536]));
    }
    peer.close();

    assertFailed(Kind.PROTOCOL, "The other side sent more than it had offered.");
  }

  private void accepted(String name, long size) throws Exception {
    peer.offer(name, size);
    assertThat(peer.hear()).isEqualTo("{'type':'accept'}");
  }

  /** Checks the failure, and that nothing was left behind. */
  private void assertFailed(Kind kind, String sentence) {
    peer.close();
    try {
      TransferException failure = receiving.failure();
      assertThat(failure).hasMessage(sentence);
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(namesIn(inbox)).isEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
