package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

  @Test
  void eightThousandRecordsMayBeOvertaken() {
    ReplayWindow window = new ReplayWindow();
    window.add(10_000);

    assertThat(window.isNew(10_000 - 8_192)).isTrue();
    window.add(10_000 - 8_192);
    assertThat(window.isNew(10_000 - 8_192)).isFalse();
  }

  @Test
  void whatIsOlderThanTheWindowIsNotTaken() {
    ReplayWindow window = new ReplayWindow();
    window.add(1_000_000);

    assertThat(window.isNew(1_000_000 - ReplayWindow.SIZE)).isFalse();
    assertThat(window.isNew(1_000_000 - ReplayWindow.SIZE + 1)).isTrue();
  }

  @Property(tries = 200)
  void itAnswersLikeAListOfAllThatCame(@ForAll("sequences") List<Long> sequences) {
    ReplayWindow window = new ReplayWindow();
    Set<Long> seen = new HashSet<>();
    long newest = -1;
    for (long sequence : sequences) {
      boolean expected = newest - sequence < ReplayWindow.SIZE && !seen.contains(sequence);
      assertThat(window.isNew(sequence)).as("record %d", sequence).isEqualTo(expected);
      if (expected) {
        window.add(sequence);
        seen.add(sequence);
        newest = Math.max(newest, sequence);
      }
    }
  }

  @Provide
  Arbitrary<List<Long>> sequences() {
    Arbitrary<Long> near = Arbitraries.longs().between(0, 300);
    Arbitrary<Long> around = Arbitraries.longs().between(0, 3L * ReplayWindow.SIZE);
    Arbitrary<Long> end =
        Arbitraries.longs().between(RecordFormat.MAX_SEQUENCE - 40_000, RecordFormat.MAX_SEQUENCE);
    return Arbitraries.frequencyOf(Tuple.of(5, near), Tuple.of(10, around), Tuple.of(1, end))
        .list()
        .ofMaxSize(400);
  }
}
