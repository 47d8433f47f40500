package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.target.name.NameHash;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import org.junit.jupiter.api.Test;

/** What a sender can make the receiver keep of a list that nobody has accepted. */
class OfferedListTest {

  @Test
  void aListThatTakesTooMuchSpaceIsRefusedWithASentence() throws Exception {
    try (OfferedList list = OfferedList.create(NameHash.random(), 1 << 20)) {
      String name = "x".repeat(PeerLimits.Transfer.PATH_UNITS - 10);

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  list.add(file(name + i));
                }
              })
          .isInstanceOf(LocalFailureException.class)
          .hasMessage(
              "The other side offers more files than this program can keep a list of. Ask for them"
                  + " in parts, or in an archive.");

      assertThat(list.count()).isBetween(200L, 300L);
    }
  }

  @Test
  void aListOfAMillionFilesTakesAFifthOfWhatItMay() throws Exception {
    try (OfferedList list =
        OfferedList.create(NameHash.random(), PeerLimits.Transfer.LIST_BYTES / 5)) {
      for (int i = 0; i < 1_000_000; i++) {
        list.add(file("photographs-of-a-whole-life-in-one-directory-" + i + ".jpeg"));
      }
      assertThat(list.count()).isEqualTo(1_000_000);
      assertThat(list.entry(999_999).path()).endsWith("-999999.jpeg");
    }
  }

  private static FileEntry file(String path) {
    return new FileEntry(path, 1, 0L, 0644, 0);
  }
}
