package io.p2pcopy.transfer.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordSpoolTest {

  @Test
  void recordsAreReadInAnyOrderWhileMoreAreAppended() throws Exception {
    var random = new Random(1);
    try (RecordSpool spool = RecordSpool.create()) {
      for (int i = 0; i < 3000; i++) {
        spool.append(record(i));
        int earlier = random.nextInt(i + 1);
        assertThat(spool.get(earlier)).isEqualTo(record(earlier));
      }
      for (int i = 2999; i >= 0; i--) {
        assertThat(spool.get(i)).isEqualTo(record(i));
      }
      assertThat(spool.count()).isEqualTo(3000);
    }
  }

  private static byte[] record(int i) {
    byte[] record = new byte[i % 100 == 0 ? 70_000 : i % 50];
    Arrays.fill(record, (byte) i);
    return record;
  }
}
