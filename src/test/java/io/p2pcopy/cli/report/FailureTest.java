package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.peer.ConnectionException;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.transfer.TransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {

  @ParameterizedTest
  @EnumSource
  void eachUnusableBlobHasStatusThree(BlobException.Fault fault) {
    assertThat(status(new BlobException(fault, "No."))).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "PEER_ABSENT, 4",
    "NO_PATH, 4",
    "HANDSHAKE_FAILED, 4",
    "FINGERPRINT_MISMATCH, 4",
    "LOST, 5",
    "CLOSED_BY_PEER, 5",
    "PROTOCOL_VIOLATION, 5",
    "CLOSED, 5",
    "INTERNAL_ERROR, 1"
  })
  void connectionsThatFailAndThatAreLostDiffer(ConnectionException.Reason reason, int status) {
    assertThat(status(new ConnectionException(reason, "No."))).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTION_LOST, 5",
    "PROTOCOL, 5",
    "REFUSED_BY_PEER, 6",
    "REFUSED, 6",
    "PEER_FILE, 7",
    "LOCAL_FILE, 7",
    "INTEGRITY, 8",
    "NOT_VERIFIED, 10"
  })
  void transfersFailInTheirOwnWays(TransferException.Kind kind, int status) {
    assertThat(status(new TransferException(kind, "No."))).isEqualTo(status);
  }

  @Test
  void aShortageOfThreadsOrMemoryIsNoBug() {
    var threads = new OutOfMemoryError("unable to create native thread: possibly out of memory");
    var lost =
        new ConnectionException(ConnectionException.Reason.INTERNAL_ERROR, "Internal.", threads);
    assertThat(Failure.of(threads).sentence()).contains("cannot start more threads");
    assertThat(Failure.of(new ExecutionException(lost)).sentence())
        .contains("cannot start more threads");
    assertThat(status(lost)).isEqualTo(7);
    assertThat(Failure.of(new OutOfMemoryError("Java heap space")).sentence())
        .contains("memory")
        .doesNotContain("threads");
  }

  @Test
  void anInterruptHasTheStatusOfShells() {
    assertThat(status(new InterruptedException())).isEqualTo(130);
  }

  @Test
  void theCauseCountsAndNotItsWrapping() {
    var cause = new TransferException(TransferException.Kind.INTEGRITY, "It differs.");

    Failure failure = Failure.of(new ExecutionException(new CompletionException(cause)));

    assertThat(failure.sentence()).isEqualTo("It differs.");
    assertThat(failure.kind()).isEqualTo("integrity");
  }

  @Test
  void whatNobodyExpectedIsCalledABug() {
    Failure failure = Failure.of(new IllegalStateException("odd"));

    assertThat(failure.code().status()).isEqualTo(1);
    assertThat(failure.sentence()).contains("Internal error").contains("odd");
  }

  @ParameterizedTest
  @EnumSource
  void eachStatusIsDocumented(ExitCode code) throws IOException {
    assertThat(Files.readString(Path.of("docs", "cli.md"))).contains("| " + code.status() + " |");
  }

  private static int status(Throwable thrown) {
    return Failure.of(thrown).code().status();
  }
}
