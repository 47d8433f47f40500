package io.p2pcopy.cli;

import io.p2pcopy.signal.SessionDescription;

/** Tells people first, on standard error, and then the reader of standard output. */
record BothReports(Report people, Report reader) implements Report {

  @Override
  public void blob(SessionDescription own, String blob) {
    people.blob(own, blob);
    reader.blob(own, blob);
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    people.awaiting(type);
    reader.awaiting(type);
  }

  @Override
  public void notUnderstood(String sentence) {
    people.notUnderstood(sentence);
    reader.notUnderstood(sentence);
  }

  @Override
  public void understood(SessionDescription peer) {
    people.understood(peer);
    reader.understood(peer);
  }

  @Override
  public void connecting() {
    people.connecting();
    reader.connecting();
  }

  @Override
  public void connected(Network network) {
    people.connected(network);
    reader.connected(network);
  }

  @Override
  public void started(FileOffer offer) {
    people.started(offer);
    reader.started(offer);
  }

  @Override
  public void progress(long bytes) {
    people.progress(bytes);
    reader.progress(bytes);
  }

  @Override
  public void done(TransferResult result, Network network) {
    people.done(result, network);
    reader.done(result, network);
  }

  @Override
  public void failed(Failure failure) {
    people.failed(failure);
    reader.failed(failure);
  }
}
