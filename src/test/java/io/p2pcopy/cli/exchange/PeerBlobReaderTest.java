package io.p2pcopy.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.report.ExpectedBlob;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.LineSource;
import io.p2pcopy.cli.terminal.PendingEvents;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.Fingerprint;
import io.p2pcopy.signal.PastedBlob;
import io.p2pcopy.signal.SessionDescription;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerBlobReaderTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final SessionDescription OFFER =
      new SessionDescription(
          SessionDescription.Type.OFFER,
          DerivedCredentials.of(new byte[16]),
          Fingerprint.of(new byte[Fingerprint.LENGTH]),
          DtlsSetup.ACTPASS,
          SessionDescription.OWN_MAX_MESSAGE_SIZE,
          List.of());
  private static final String BLOB = BlobCodec.encode(OFFER);

  private final List<String> complaints = new ArrayList<>();
  private final Report report =
      new Report() {
        @Override
        public void notUnderstood(String sentence) {
          complaints.add(sentence);
        }
      };

  @Test
  void blankLinesBeforeItDoNotMatter() throws Exception {
    assertUnderstood("\n  \r\n" + BLOB + "\n", false);
  }

  /** PowerShell writes UTF-16 with a byte order mark, Notepad each of these. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
  void aFileOfAnyUnicodeEncodingIsUnderstood(String encoding) throws Exception {
    for (String mark : List.of("\ufeff", "")) {
      for (String text :
          List.of(BLOB, BLOB + "\n", BLOB + "\r\n", "\r\n\r\n" + BLOB + "\r\n\r\n", "\n" + BLOB)) {
        byte[] file = (mark + text).getBytes(encoding);
        var lines = new LineSource(() -> new ByteArrayInputStream(file));
        SessionDescription read =
            new PeerBlobReader(lines, false, report, new PendingEvents())
                .read(
                    ExpectedBlob.OFFER,
                    LONG,
                    pasted -> PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, null));
        assertThat(read).isEqualTo(OFFER);
      }
    }
  }

  @Test
  void aLineThatAChatHasWrappedIsUnderstood() throws Exception {
    assertUnderstood(BLOB.substring(0, 30) + "\n" + BLOB.substring(30) + "\n", false);
  }

  @Test
  void aQuotedPasteWithWordsBeforeItIsUnderstood() throws Exception {
    assertUnderstood("Anna wrote:\n> " + BLOB.substring(0, 40) + "\n> " + BLOB.substring(40), true);
  }

  @Test
  void aPersonIsAskedAgainUntilItFits() throws Exception {
    var in = new PipedInputStream();
    try (var out = new PipedOutputStream(in)) {
      Report answering =
          new Report() {
            @Override
            public void notUnderstood(String sentence) {
              complaints.add(sentence);
              write(out, complaints.size() == 1 ? BLOB.substring(0, 30) : BLOB.substring(30));
            }
          };
      write(out, "Hello?");

      assertThat(read(in, true, answering)).isEqualTo(BLOB);
    }
    assertThat(complaints).hasSize(2);
  }

  @Test
  void aPipeThatCarriesSomethingElseFailsAtOnce() {
    assertThatThrownBy(() -> read(stream("Hello?\n"), false, report))
        .isInstanceOf(BlobException.class);
    assertThat(complaints).isEmpty();
  }

  @Test
  void anInputThatEndsBeforeTheLineIsToldWithStatusThree() {
    assertThatThrownBy(() -> read(stream("\n\n"), true, report))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNUSABLE_BLOB))
        .hasMessageContaining("The input ended");
  }

  private void assertUnderstood(String text, boolean asksAgain) throws Exception {
    assertThat(read(stream(text), asksAgain, report)).isEqualTo(BLOB);
    assertThat(complaints).isEmpty();
  }

  private static String read(InputStream in, boolean asksAgain, Report report) throws Exception {
    var line = new PeerBlobReader(new LineSource(() -> in), asksAgain, report, new PendingEvents());
    return BlobCodec.encode(
        line.read(
            ExpectedBlob.OFFER,
            LONG,
            pasted -> PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, null)));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(PipedOutputStream out, String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
