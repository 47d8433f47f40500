package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.SkipReason;
import java.time.Duration;

/** Serializes calls to a listener. */
public final class SerialListener implements TransferListener {

  private final TransferListener listener;

  public SerialListener(TransferListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void words(int[] indices) {
    listener.words(indices);
  }

  @Override
  public synchronized void offered(SourceTotals totals) {
    listener.offered(totals);
  }

  @Override
  public synchronized void started(SourceTotals totals) {
    listener.started(totals);
  }

  @Override
  public synchronized void started(TargetTotals totals) {
    listener.started(totals);
  }

  @Override
  public synchronized void continued() {
    listener.continued();
  }

  @Override
  public synchronized void progress(TransferProgress progress) {
    listener.progress(progress);
  }

  @Override
  public synchronized void fileDone(String path, long size, boolean untouched) {
    listener.fileDone(path, size, untouched);
  }

  @Override
  public synchronized void entryFailed(String path, String sentence) {
    listener.entryFailed(path, sentence);
  }

  @Override
  public synchronized void fileChanged(String path, long size, SourceFile.Change change) {
    listener.fileChanged(path, size, change);
  }

  @Override
  public synchronized void entrySkipped(String path, SkipReason reason) {
    listener.entrySkipped(path, reason);
  }

  @Override
  public synchronized void text(String text) {
    listener.text(text);
  }

  @Override
  public synchronized void ending() {
    listener.ending();
  }

  @Override
  public synchronized void stalled(Duration time) {
    listener.stalled(time);
  }
}
