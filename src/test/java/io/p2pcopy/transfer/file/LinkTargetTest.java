package io.p2pcopy.transfer.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTargetTest {

  @ParameterizedTest
  @CsvSource({
    "t/l, x, true",
    "t/l, x/y, true",
    "t/l, ., true",
    "t/l, ../x, false",
    "t/a/l, .., true",
    "t/a/l, ../x, true",
    "t/a/l, ./../x, true",
    "t/a/l, ../../x, false",
    "t/a/b/l, ../../x, true",
    "t/a/l, x/.., false",
    "t/a/l, x/../../.., false",
    "t/l, /etc, false",
    "t/l, '', false",
    "t/l, C:x, false",
    "t/l, ..\\x, false",
    "l, x, false"
  })
  void onlyALinkThatCannotLeaveItsTreeStaysInside(String path, String target, boolean inside) {
    assertThat(LinkTarget.staysInside(path, target)).isEqualTo(inside);
  }
}
