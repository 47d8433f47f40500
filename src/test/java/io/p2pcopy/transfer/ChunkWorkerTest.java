package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChunkWorkerTest {

  @Test
  void everyPieceIsDoneInOrderBeforeItIsFinished() throws Exception {
    var out = new ByteArrayOutputStream();
    try (var workers = new Workers()) {
      var worker = ChunkWorker.start(workers, "test", out::writeBytes);
      for (byte i = 0; i < 100; i++) {
        worker.put(new byte[] {i});
      }
      worker.finish();
    }

    byte[] done = out.toByteArray();
    assertThat(done).hasSize(100);
    assertThat(done[99]).isEqualTo((byte) 99);
    assertThat(done).isSorted();
  }

  @Test
  void whoeverFeedsASlowStepHasToWait() throws Exception {
    var release = new CountDownLatch(1);
    var put = new AtomicInteger();
    try (var workers = new Workers()) {
      var worker = ChunkWorker.start(workers, "test", chunk -> await(release));
      var feeder =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 1_000; i++) {
                    worker.put(new byte[1]);
                    put.incrementAndGet();
                  }
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      feeder.start();
      while (feeder.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      // One piece is in the step, the queue is full.
      assertThat(put).hasValueLessThanOrEqualTo(ChunkWorker.QUEUE + 1);
      release.countDown();
      feeder.join();
      worker.finish();
    }

    assertThat(put).hasValue(1_000);
  }

  @Test
  void aFailureIsToldToWhoeverFeedsAndNobodyHangs() throws Exception {
    var full = new IOException("full");
    try (var workers = new Workers()) {
      var worker =
          ChunkWorker.start(
              workers,
              "test",
              chunk -> {
                throw full;
              });
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  worker.put(new byte[1]);
                }
                worker.finish();
              })
          .isSameAs(full);
      assertThatThrownBy(worker::finish).isSameAs(full);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
