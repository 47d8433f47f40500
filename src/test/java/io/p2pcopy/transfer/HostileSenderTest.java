package io.p2pcopy.transfer;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.run.Zstd;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.MerkleRoot;
import io.p2pcopy.transfer.wire.Role;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver makes of a sender that does not keep to the protocol. */
@Timeout(60)
class HostileSenderTest {

  private static final String NOT_DUE = "The other side sent an unexpected message.";
  private static final byte[] NO_HASH = new byte[BlockHash.LENGTH];

  private final MemoryChannelPair channels = new MemoryChannelPair();
  private final RawPeer peer = new RawPeer(channels.left(), true);
  private Path inbox;
  private TransferFixture receiving;

  @BeforeEach
  void startReceiver(@TempDir Path temporary) throws Exception {
    inbox = Files.createDirectory(temporary.resolve("in"));
    receiving = TransferFixture.receiver(inbox).over(channels.right());
  }

  @AfterEach
  void end() {
    receiving.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("p2pcopy-transfer-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "['f','/etc/passwd',1,0,null]",
        "['f','../up',1,0,null]",
        "['f','a/../../up',1,0,null]",
        "['f','',1,0,null]",
        "['f','a//b',1,0,null]",
        "['f','.',1,0,null]",
        "['f','missing/a',1,0,null]",
        "['f','a',-1,0,null]",
        "['f','a',1.5,0,null]",
        "['f','a',99999999999999999999,0,null]",
        "['f','a',1,8640000000000001,null]",
        "['f','a',1,0,512]",
        "['f','a',1,0]",
        "['x','a',1,0,null]",
        "'a'",
        "[]",
        "['f','a',1,0,null],['f','b',1,0,null]",
        "['d','a',0,null]"
      })
  void aListThatIsNotAsItMustBeIsRefused(String entries) throws Exception {
    peer.greet(Role.SENDER).offer(1, 0, 1, entries);

    assertBreach(null);
  }

  @Test
  void aSecondEntryOfTheSameNameIsRefused() throws Exception {
    peer.greet(Role.SENDER).offer(2, 0, 2, "['f','a',1,0,null],['f','a',1,0,null]");

    assertBreach(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{'type':'offer'",
        "{'type':'offer'} {}",
        "{'type':'offered'}",
        "{'type':'destroy'}",
        "{'type':7}",
        "{'type':'hello','role':'sender','commit':'00','agent':''}",
        "{'type':'accept'}",
        "{'type':'verified','files':1,'bytes':1,'failed':0}",
        "{'x':[[[[[[[[[[[[1]]]]]]]]]]]],'type':'finish'}",
        "{'type':'finish','type':'finish'}"
      })
  void whatIsNotDueInTheBeginningIsRefused(String json) throws Exception {
    peer.greet(Role.SENDER).say(json);

    assertBreach(null);
  }

  @Test
  void aNumberThatWasNotChosenBeforeIsRefused() throws Exception {
    peer.say("{'type':'hello','role':'sender','commit':'" + "0".repeat(64) + "','agent':'test'}");
    peer.hearUntil("reveal");
    peer.say("{'type':'reveal','nonce':'" + "0".repeat(64) + "'}");

    assertBreach("The other side revealed a nonce that does not match its commitment.");
  }

  @Test
  void aReceiverIsNoPartnerForAReceiver() throws Exception {
    peer.greet(Role.RECEIVER);

    assertThat(peer.hearUntil("error")).contains("'same-role'");
    peer.close();
    assertThat(receiving.failure().kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void contentBeforeTheAnswerIsRefused() throws Exception {
    peer.greet(Role.SENDER).send(new byte[100]);

    assertBreach(NOT_DUE);
  }

  @Test
  void contentOfAnEntryThatIsNotThereIsRefused() throws Exception {
    accepted("a", 100);
    peer.block(1, 0, new byte[100]);

    assertBreach("The other side sent content that was not requested.");
  }

  @Test
  void moreThanOfferedIsRefused() throws Exception {
    accepted("a", 100);
    // What the file may have grown by since it was offered is taken; not a block more.
    for (int block = 0; block < 70; block++) {
      peer.block(0, block, new byte[Blocks.SIZE]);
    }

    assertBreach("The other side sent more than it had offered.");
  }

  @Test
  void someHolesMayHaveBeenFilledSinceTheOffer() throws Exception {
    byte[] content = new byte[Blocks.SIZE];
    content[0] = 1;
    long size = 3L * Blocks.SIZE;
    peer.greet(Role.SENDER).offer(1, 0, size, "['f','a',%1$d,0,null,%1$d]".formatted(size));
    assertThat(peer.hearUntil("'send'")).contains("'first':0");
    for (int block = 0; block < 3; block++) {
      peer.block(0, block, content);
    }
    endOfEqualBlocks(content, 3);

    assertThat(peer.hearUntil("verified")).contains("'failed':0");
    peer.close();
    assertThat(inbox.resolve("a")).hasSize(size);
  }

  @Test
  void zerosThatAreSentAsContentDoNotCountAsFilledHoles() throws Exception {
    byte[] zeros = new byte[Blocks.SIZE];
    long size = 80L * Blocks.SIZE;
    peer.greet(Role.SENDER).offer(1, 0, size, "['f','a',%1$d,0,null,%1$d]".formatted(size));
    assertThat(peer.hearUntil("'send'")).contains("'first':0");
    for (int block = 0; block < 80; block++) {
      peer.block(0, block, zeros);
    }
    endOfEqualBlocks(zeros, 80);

    assertThat(peer.hearUntil("verified")).contains("'failed':0");
    peer.close();
    assertThat(inbox.resolve("a")).hasSize(size);
  }

  /** Ends the only file, which consists of {@code count} blocks with this content. */
  private void endOfEqualBlocks(byte[] content, int count) {
    var root = new MerkleRoot();
    byte[] hash = BlockHash.of(content, 0, content.length);
    for (int block = 0; block < count; block++) {
      root.add(hash, 0);
    }
    long size = (long) count * content.length;
    peer.send(new Frame.End(0, size, Entry.UNKNOWN_TIME, root.of(size)));
    peer.say("{'type':'finish'}");
  }

  @Test
  void aHoleThatIsLargerThanOfferedIsRefused() throws Exception {
    accepted("a", 100);
    peer.send(new Frame.Hole(0, 0, 1L << 31));

    assertBreach("The other side sent more than it had offered.");
  }

  @Test
  void aGapBetweenBlocksIsRefused() throws Exception {
    accepted("a", 3L << 20);
    peer.block(0, 1, new byte[Blocks.SIZE]);

    assertBreach("The other side sent content out of order.");
  }

  @Test
  void blocksThatNobodyHasCannotBeTheSame() throws Exception {
    accepted("a", 3L << 20);
    peer.send(new Frame.Same(0, 0, 1));

    assertBreach("The other side confirmed blocks that this side does not have.");
  }

  @Test
  void lessThanAllOfItIsRefused() throws Exception {
    accepted("a", 3L << 20);
    peer.block(0, 0, new byte[Blocks.SIZE]);
    peer.send(new Frame.End(0, 3L << 20, 0, NO_HASH));

    assertBreach("The other side sent content out of order.");
  }

  @Test
  void aFileThatIsLeftOutIsMissed() throws Exception {
    accepted("a", 100);
    peer.say("{'type':'finish'}");

    assertBreach("The other side left out a requested file.");
  }

  @Test
  void emptyContentThatNeverEndsIsRefused() throws Exception {
    accepted("a", 100);
    peer.send(new Frame.Block(0, 0, false, 100, 100, NO_HASH));
    peer.send(new byte[0]);

    assertBreach("The other side sent a content message of 0 bytes.");
  }

  @Test
  void moreContentThanABlockHasIsRefused() throws Exception {
    accepted("a", 100);
    peer.send(new Frame.Block(0, 0, false, 100, 100, NO_HASH));
    peer.send(new byte[101]);

    assertBreach("The other side sent more content than it had announced.");
  }

  @Test
  void compressionThatWasNotAgreedIsRefused() throws Exception {
    accepted("a", 100);
    peer.send(new Frame.Block(0, 0, true, 100, 10, NO_HASH));

    assertBreach("The other side sent a compressed block without agreement.");
  }

  @Test
  void aBlockThatStaysDamagedFailsItsFileOnly() throws Exception {
    peer.greet(Role.SENDER);
    peer.offer(2, 0, 20, "['f','bad',10,0,null],['f','good',10,0,null]");
    peer.hearUntil("'send'");
    for (int i = 0; i < 4; i++) {
      peer.send(new Frame.Block(0, 0, false, 10, 10, NO_HASH));
      peer.send(new byte[10]);
      if (i < 3) {
        assertThat(peer.hearUntil("again")).contains("'entry':0,'block':0");
      }
    }
    assertThat(peer.hearUntil("failed")).contains("'integrity'");
    peer.say("{'type':'failed','entry':0,'code':'integrity'}");
    byte[] content = new byte[10];
    peer.block(1, 0, content);
    byte[] root = MerkleRoot.of(10, BlockHash.of(content, 0, 10));
    peer.send(new Frame.End(1, 10, Entry.UNKNOWN_TIME, root));
    peer.say("{'type':'finish'}");

    assertThat(peer.hearUntil("verified")).contains("'files':1", "'bytes':10", "'failed':1");
    peer.close();
    assertThat(receiving.result().failed()).isEqualTo(1);
    assertThat(inbox.resolve("good")).hasSize(10);
    assertThat(inbox.resolve("bad")).doesNotExist();
  }

  @Test
  void aWrongRootFailsTheFile() throws Exception {
    accepted("a", 10);
    peer.block(0, 0, new byte[10]);
    peer.send(new Frame.End(0, 10, 0, NO_HASH));

    assertThat(peer.hearUntil("failed")).contains("'integrity'");
    peer.say("{'type':'finish'}");
    assertThat(peer.hearUntil("verified")).contains("'files':0", "'failed':1");
    peer.close();
    assertThat(receiving.result().failed()).isEqualTo(1);
    assertThat(inbox.resolve("a")).doesNotExist();
  }

  @Test
  void blocksTakenOnTrustAreAskedForAFewAtATime() throws Exception {
    long size = 200L << 20;
    try (var present = FileChannel.open(inbox.resolve("a"), CREATE, WRITE)) {
      present.write(ByteBuffer.allocate(1), size - 1);
    }
    Files.setLastModifiedTime(inbox.resolve("a"), FileTime.fromMillis(0));
    peer.greet(Role.SENDER).offer("a", size);
    peer.hearUntil("'send'");
    peer.send(new Frame.Same(0, 0, 200));
    peer.send(new Frame.End(0, size, 0, NO_HASH));

    for (int block = 0; block < 64; block++) {
      assertThat(peer.hear()).contains("'again'", "'block':" + block + "}");
    }
    peer.block(0, 0, new byte[1 << 20]);
    assertThat(peer.hear()).contains("'again'", "'block':64}");
    peer.say("{'type':'failed','entry':0,'code':'file'}");
    peer.say("{'type':'finish'}");
    assertThat(peer.hear()).doesNotContain("'again'");
    peer.close();
  }

  @Test
  void moreDamagedBlocksThanAnyAccidentMakesEndTheTransfer() throws Exception {
    long size = 4L << 30;
    peer.greet(Role.SENDER)
        .say(
            "{'type':'offer','id':'%s','files':1,'directories':0,'links':0,'bytes':%d,"
                    .formatted("0".repeat(32), size)
                + "'compression':['zstd']}");
    peer.say("{'type':'entries','list':[['f','a',%d,0,null]]}".formatted(size));
    peer.say("{'type':'offered'}");
    peer.hearUntil("'send'");
    for (int block = 0; block < 1100; block++) {
      peer.send(new Frame.Block(0, block, true, 1 << 20, 1, NO_HASH));
      peer.send(new byte[1]);
    }

    assertThat(peer.hearUntil("'error'")).contains("'code':'integrity'");
    peer.close();
    assertThat(receiving.failure().kind()).isEqualTo(Kind.INTEGRITY);
  }

  @Test
  void decompressedBlocksAreNotKept() throws Exception {
    assumeTrue(Zstd.works(), "zstd runs here");
    int count = 100;
    long size = (long) count * Blocks.SIZE;
    byte[] content = new byte[Blocks.SIZE];
    content[0] = 1;
    byte[] hash = BlockHash.of(content, 0, content.length);
    byte[] encoded =
        Objects.requireNonNull(Zstd.compress(content, 0, content.length, content.length));
    long before = usedMemory();
    peer.greet(Role.SENDER)
        .say(
            "{'type':'offer','id':'%s','files':1,'directories':0,'links':0,'bytes':%d,'compression':['zstd']}"
                .formatted("0".repeat(32), size))
        .say("{'type':'entries','list':[['f','a',%d,0,null]]}".formatted(size))
        .say("{'type':'offered'}");
    assertThat(peer.hearUntil("'send'")).contains("'first':0");
    var root = new MerkleRoot();
    for (int block = 0; block < count; block++) {
      peer.send(new Frame.Block(0, block, true, Blocks.SIZE, encoded.length, hash));
      peer.send(encoded);
      root.add(hash, 0);
    }
    peer.send(new Frame.End(0, size, Entry.UNKNOWN_TIME, root.of(size)));
    peer.hearUntil("'stored'");

    assertThat(usedMemory() - before).isLessThan(40L << 20);
    peer.say("{'type':'finish'}");
    assertThat(peer.hearUntil("verified")).contains("'failed':0");
    peer.close();
  }

  private static long usedMemory() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** Its holes are read neither to tell what is there nor to make a hole of them. */
  @Test
  void aSparseFileIsNotReadForOneFrame() throws Exception {
    long size = 1L << 40;
    try (var present = FileChannel.open(inbox.resolve("a"), CREATE_NEW, WRITE, SPARSE)) {
      present.write(ByteBuffer.allocate(1), size - 1);
    }
    Files.setLastModifiedTime(inbox.resolve("a"), FileTime.fromMillis(0));
    peer.greet(Role.SENDER).offer("a", size);
    assertThat(peer.hearUntil("'send'")).contains("'first':0");
    peer.send(new Frame.Same(0, 0, (1 << 20) - 1));
    peer.block(0, (1 << 20) - 1, "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
    peer.send(new Frame.End(0, size, 0, NO_HASH));
    for (int i = 0; i < 64; i++) {
      assertThat(peer.hear()).contains("'again'");
    }
    peer.say("{'type':'failed','entry':0,'code':'file'}");
    peer.say("{'type':'finish'}");

    assertThat(peer.hearUntil("verified")).contains("'failed':1");
    peer.close();
  }

  @Test
  void aSizeThatNoDiskHoldsIsRefused() throws Exception {
    peer.greet(Role.SENDER).offer("a", 1L << 52);

    assertThat(peer.hearUntil("error")).contains("'disk-full'");
    peer.close();
    assertThat(receiving.failure().kind()).isEqualTo(Kind.LOCAL_FILE);
  }

  @Test
  void whatThePeerSaysOfAnErrorIsNotPrintedAsItIs() throws Exception {
    peer.greet(Role.SENDER)
        .say("{'type':'error','code':'later-version','detail':'\\u001b[2Jred\\u202e\\''}");
    peer.close();

    assertThat(receiving.failure())
        .hasMessage(
            "The other side ended the transfer for a reason that this version does not know. "
                + "Update p2pcopy and try again"
                + " (\"?[2Jred??\").");
  }

  @Test
  void aSenderThatTalksOnAfterAnErrorDoesNotHoldTheReceiver() throws Exception {
    accepted("a", 100);
    peer.block(0, 1, new byte[100]);
    for (int i = 0; i < 100; i++) {
      channels.left().send(io.p2pcopy.datachannel.Message.binary(new byte[65_536]));
    }

    assertBreach(null);
  }

  private void accepted(String name, long size) throws Exception {
    peer.greet(Role.SENDER).offer(name, size);
    assertThat(peer.hearUntil("'send'")).contains("'first':0,'last':0");
  }

  /** Checks that the peer is told of a breach, and the person in one sentence. */
  private void assertBreach(@org.jspecify.annotations.Nullable String sentence) throws Exception {
    assertThat(peer.hearUntil("'error'")).contains("'code':'protocol','detail':'The other side");
    peer.close();
    TransferException failure = receiving.failure();
    assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(failure.getMessage()).startsWith("The other side ").endsWith(".");
    if (sentence != null) {
      assertThat(failure).hasMessage(sentence);
    }
    assertThat(names(inbox)).allMatch(name -> name.startsWith(".") && name.contains("p2pcopy"));
    assertThat(names(inbox.resolveSibling(""))).containsExactly("in");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
