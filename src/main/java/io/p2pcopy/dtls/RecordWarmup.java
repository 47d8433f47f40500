package io.p2pcopy.dtls;

import io.p2pcopy.crypto.Cryptography;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the first real records quick: native code is loaded, and the platform's AES-GCM does
 * without the processor's instructions for it, a hundred times slower, until the virtual machine
 * has compiled what stands around it.
 */
public final class RecordWarmup {

  /**
   * Of a size and a number that bring the second compiler in soonest; larger records take longer
   * for that, as real ones would.
   */
  private static final int RECORDS = 3000;

  /** Enough for the first compiler. */
  private static final int RECORDS_BY_NATIVE_CODE = 300;

  private static final int PLAINTEXT = 1200;
  private static final int KEY_LENGTH = 16;

  private static final AtomicBoolean begun = new AtomicBoolean();

  private RecordWarmup() {}

  /**
   * Protects and opens records that nobody sees, under a key that nobody uses, for some tenths of a
   * second of processor time; at once returns if that has been begun before. From any thread that
   * may compute.
   */
  public static void runOnce() {
    if (begun.compareAndSet(false, true)) {
      run(Cryptography.isNative() ? RECORDS_BY_NATIVE_CODE : RECORDS);
    }
  }

  /** Returns how many records came back as they were. */
  static int run(int records) {
    TrafficKey key = TrafficKey.ofClient(new byte[TrafficKey.blockLength(KEY_LENGTH)], KEY_LENGTH);
    var sealer = new RecordSealer(key);
    var opener = new RecordOpener(key);
    byte[] record = new byte[PLAINTEXT + DtlsTransport.OVERHEAD];
    byte[] plaintext = new byte[PLAINTEXT + RecordFormat.TAG];
    int opened = 0;
    for (int sequence = 0; sequence < records; sequence++) {
      sealer.seal(RecordFormat.APPLICATION_DATA, sequence, record, 0, PLAINTEXT);
      if (opener.open(record, 0, plaintext) == PLAINTEXT) {
        opened++;
      }
    }
    return opened;
  }
}
