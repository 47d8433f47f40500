package io.p2pcopy.cli.report;

import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.cli.progress.Progress;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.Reachability;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.source.Skipped;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.SkipReason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells people first, on standard error, and then the reader of standard output. */
public record BothReports(Report people, Report reader) implements Report {

  @Override
  public void blob(SessionDescription own, String blob) {
    tell(report -> report.blob(own, blob));
  }

  @Override
  public void gathering() {
    tell(Report::gathering);
  }

  @Override
  public void reachable(Reachability reachability, boolean improves) {
    tell(report -> report.reachable(reachability, improves));
  }

  @Override
  public void betterBlob(SessionDescription own, String blob, boolean moved) {
    tell(report -> report.betterBlob(own, blob, moved));
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    tell(report -> report.awaiting(type));
  }

  @Override
  public void notUnderstood(String sentence) {
    tell(report -> report.notUnderstood(sentence));
  }

  @Override
  public void severalPasted() {
    tell(Report::severalPasted);
  }

  @Override
  public void understood(SessionDescription peer) {
    tell(report -> report.understood(peer));
  }

  @Override
  public void awaitingFriend() {
    tell(Report::awaitingFriend);
  }

  @Override
  public void reconnecting() {
    tell(Report::reconnecting);
  }

  @Override
  public void pathFound(ConnectionPath path, boolean changed) {
    tell(report -> report.pathFound(path, changed));
  }

  @Override
  public void peerCandidates(List<Candidate> candidates) {
    tell(report -> report.peerCandidates(candidates));
  }

  @Override
  public void attemptFailed(String sentence, @Nullable ExpectedBlob again) {
    tell(report -> report.attemptFailed(sentence, again));
  }

  @Override
  public void connecting() {
    tell(Report::connecting);
  }

  @Override
  public void tryingHarder(boolean strictHere, boolean strictThere) {
    tell(report -> report.tryingHarder(strictHere, strictThere));
  }

  @Override
  public void connected(NetworkStatus network) {
    tell(report -> report.connected(network));
  }

  @Override
  public void words(String words) {
    tell(report -> report.words(words));
  }

  @Override
  public void offered(OfferSummary contents) {
    tell(report -> report.offered(contents));
  }

  @Override
  public void renamed(String path, String sentAs) {
    tell(report -> report.renamed(path, sentAs));
  }

  @Override
  public void started(OfferSummary contents) {
    tell(report -> report.started(contents));
  }

  @Override
  public void progress(Progress now) {
    tell(report -> report.progress(now));
  }

  @Override
  public void fileDone(String path, long size, boolean untouched) {
    tell(report -> report.fileDone(path, size, untouched));
  }

  @Override
  public void entryFailed(String path, String sentence) {
    tell(report -> report.entryFailed(path, sentence));
  }

  @Override
  public void fileChanged(String path, long size, SourceFile.Change change) {
    tell(report -> report.fileChanged(path, size, change));
  }

  @Override
  public void entrySkipped(String path, SkipReason reason) {
    tell(report -> report.entrySkipped(path, reason));
  }

  @Override
  public void leftOut(Skipped skipped) {
    tell(report -> report.leftOut(skipped));
  }

  @Override
  public void listed(Entry entry) {
    tell(report -> report.listed(entry));
  }

  @Override
  public void listed(OfferSummary contents) {
    tell(report -> report.listed(contents));
  }

  @Override
  public void text(String text) {
    tell(report -> report.text(text));
  }

  @Override
  public void ending() {
    tell(Report::ending);
  }

  @Override
  public void lost(String sentence) {
    tell(report -> report.lost(sentence));
  }

  @Override
  public void awaitingNewLine() {
    tell(Report::awaitingNewLine);
  }

  @Override
  public void bothOffered() {
    tell(Report::bothOffered);
  }

  @Override
  public void replaced() {
    tell(Report::replaced);
  }

  @Override
  public void continued() {
    tell(Report::continued);
  }

  @Override
  public void done(Outcome outcome, NetworkStatus network) {
    tell(report -> report.done(outcome, network));
  }

  @Override
  public void failed(Failure failure) {
    tell(report -> report.failed(failure));
  }

  private void tell(Consumer<Report> event) {
    List.of(people, reader).forEach(event);
  }
}
