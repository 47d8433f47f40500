package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationWordsTest {

  /** What the Electronic Frontier Foundation published has the throws of five dice before each. */
  private static final String PUBLISHED =
      "addd35536511597a02fa0a9ff1e5284677b8883b83e986e43f15a3db996b903e";

  @Test
  void theListIsTheOneThatWasPublished() throws Exception {
    var published = new StringBuilder();
    List<String> words = VerificationWords.list();
    for (int i = 0; i < words.size(); i++) {
      String throwing = "00000" + Integer.toString(i, 6);
      throwing
          .substring(throwing.length() - 5)
          .chars()
          .forEach(c -> published.append((char) (c + 1)));
      published.append('\t').append(words.get(i)).append('\n');
    }

    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(published.toString().getBytes(StandardCharsets.US_ASCII));

    assertThat(words).hasSize(7776);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(PUBLISHED);
  }

  @Test
  void indicesCountFromZero() {
    assertThat(VerificationWords.of(new int[] {0, 7775, 1, 2559}))
        .isEqualTo("abacus zoom abdomen fifth");
  }
}
