package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFilesTest {

  private static final String HEADING =
      "Limit                     Soft Limit           Hard Limit           Units     ";

  @Test
  void theSoftLimitCounts() {
    assertThat(
            OpenFiles.limit(
                List.of(
                    HEADING, "Max open files            1024                 524288     files ")))
        .isEqualTo(1024);
  }

  @Test
  void withoutALimitAsManyAsWanted() {
    assertThat(OpenFiles.limit(List.of("Max open files            unlimited  unlimited  files ")))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(OpenFiles.limit(List.of(HEADING))).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void thisProcessMayOpenMoreFiles() {
    assertThat(OpenFiles.left()).isPositive();
  }
}
