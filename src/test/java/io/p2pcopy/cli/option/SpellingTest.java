package io.p2pcopy.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private static final List<String> COMMANDS =
      List.of("send", "receive", "demo", "page", "completion", "help");

  @ParameterizedTest
  @CsvSource({
    "sned, send",
    "sent, send",
    "snd, send",
    "SEND, send",
    "recieve, receive",
    "receieve, receive",
    "recv, receive",
    "rec, receive",
    "hepl, help",
    "complete, completion"
  })
  void theWordThatWasMeantIsFound(String typed, String meant) {
    assertThat(Spelling.nearest(typed, COMMANDS)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "film.mp4", "ls", "upload", "nd", "pictures"})
  void otherWordsAreNotTakenForMistakes(String typed) {
    assertThat(Spelling.nearest(typed, COMMANDS)).isEmpty();
  }

  @Test
  void lettersThatChangedPlacesAreOneMistake() {
    assertThat(Spelling.distance("sned", "send")).isEqualTo(1);
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
  }
}
