package io.p2pcopy.cli;

import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.FileOffer;
import io.p2pcopy.transfer.TransferResult;

/** Tells people first, on standard error, and then the reader of standard output. */
record BothReports(Report people, Report reader) implements Report {

  @Override
  public void blob(SessionDescription.Type type, String blob) {
    people.blob(type, blob);
    reader.blob(type, blob);
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
  public void connecting() {
    people.connecting();
    reader.connecting();
  }

  @Override
  public void connected(ConnectionPath path) {
    people.connected(path);
    reader.connected(path);
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
  public void done(TransferResult result, ConnectionPath path) {
    people.done(result, path);
    reader.done(result, path);
  }

  @Override
  public void failed(Failure failure) {
    people.failed(failure);
    reader.failed(failure);
  }
}
