package io.p2pcopy.cli.report;

import io.p2pcopy.signal.SessionDescription;

/** Which invite or reply of the friend's this side waits for. */
public enum ExpectedBlob {
  OFFER("invite"),
  ANSWER("reply"),
  /** An offer or an answer, after a connection was lost. */
  NEW_LINE("new invite or reply");

  private final String words;

  ExpectedBlob(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  public void tell(Report report) {
    switch (this) {
      case OFFER -> report.awaiting(SessionDescription.Type.OFFER);
      case ANSWER -> report.awaiting(SessionDescription.Type.ANSWER);
      case NEW_LINE -> report.awaitingNewLine();
    }
  }
}
