package io.p2pcopy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.hostile.Scenario.End;
import io.p2pcopy.transfer.MemoryChannelPair;
import io.p2pcopy.transfer.RawPeer;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.TransferFixture;
import io.p2pcopy.transfer.TransferSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each hostile peer against our side of the transfer, over a channel in memory. */
@Timeout(30)
class ScenariosTest {

  private final MemoryChannelPair channels = new MemoryChannelPair();

  static List<Scenario> senders() {
    return HostileSender.SCENARIOS;
  }

  static List<Scenario> receivers() {
    return HostileReceiver.SCENARIOS;
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("p2pcopy-transfer-"));
  }

  @ParameterizedTest
  @MethodSource("senders")
  void aReceiverVerifiesNothingThatIsNotSo(Scenario scenario, @TempDir Path temporary)
      throws Exception {
    Path inbox = Files.createDirectory(temporary.resolve("in"));
    try (var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      String heard = scenario.play(new RawPeer(channels.left(), true));

      assertEnd(scenario, heard, receiving);
    }
    assertThat(AgainstProgram.finalNames(inbox).entrySet())
        .isSubsetOf(scenario.verified().entrySet());
    if (scenario.end() == End.COMPLETE) {
      assertThat(AgainstProgram.finalNames(inbox)).isEqualTo(scenario.verified());
    }
    assertThat(AgainstProgram.finalNames(temporary).keySet())
        .allMatch(file -> file.startsWith("in/"));
  }

  @ParameterizedTest
  @MethodSource("receivers")
  void aSenderEndsAndReportsNothingThatIsNotSo(Scenario scenario, @TempDir Path temporary)
      throws Exception {
    Path tree = Files.createDirectory(temporary.resolve("tree"));
    Files.write(tree.resolve("a"), new byte[100]);
    Files.write(tree.resolve("b"), new byte[200]);
    try (var sending = TransferFixture.sender(tree).over(channels.left())) {
      String heard = scenario.play(new RawPeer(channels.right(), false));

      assertEnd(scenario, heard, sending);
    }
  }

  private static void assertEnd(Scenario scenario, String heard, TransferFixture run)
      throws Exception {
    switch (scenario.end()) {
      case BREACH -> {
        assertThat(heard).contains("'code':'protocol','detail':'The other side ");
        assertSentence(scenario, Kind.PROTOCOL, run.failure());
      }
      case CONNECTION_LOST -> assertSentence(scenario, Kind.CONNECTION_LOST, run.failure());
      case STOPPED_BY_PEER -> assertSentence(scenario, Kind.REFUSED_BY_PEER, run.failure());
      case INCOMPLETE -> {
        TransferSummary summary = run.result();
        assertThat(summary.failed()).isPositive();
      }
      case COMPLETE -> {
        TransferSummary summary = run.result();
        assertThat(summary.failed()).isZero();
      }
    }
  }

  private static void assertSentence(Scenario scenario, Kind kind, TransferException failure) {
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.getMessage()).contains(scenario.sentence()).endsWith(".");
    assertThat(failure.getMessage()).doesNotContainIgnoringCase("internal", "bug", "exception");
  }
}
