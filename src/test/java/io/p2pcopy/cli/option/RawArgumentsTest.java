package io.p2pcopy.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawArgumentsTest {

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "Shift_JIS", "GB18030", "Big5"})
  void noByteIsLost(String charset) {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (255 - i);
    }
    Charset locale = Charset.forName(charset);
    assertThat(RawArguments.encode(RawArguments.decode(bytes, locale), locale)).isEqualTo(bytes);
  }

  @Test
  void textIsTextAlsoBesideBytesThatAreNone() {
    byte[] bytes = {'c', 'a', 'f', (byte) 0xe9, (byte) 0xc3, (byte) 0xa9};
    String decoded = RawArguments.decode(bytes, StandardCharsets.UTF_8);
    assertThat(decoded).isEqualTo("caf\udce9é");
    assertThat(RawArguments.isText(decoded)).isFalse();
    assertThat(RawArguments.isText("é日😀")).isTrue();
  }

  @Test
  void argumentsThatJavaUnderstoodStayAsTheyAre() {
    String[] arguments = {"send", "Grüße", ""};
    assertThat(RawArguments.restored(arguments)).isSameAs(arguments);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNameThatIsNoTextLeadsToItsFile(@TempDir Path directory) throws Exception {
    String name = directory + "/caf\udce9/\udcfc.txt";
    Path file = RawArguments.path(name);
    Files.createDirectory(file.getParent());
    Files.writeString(file, "found");

    assertThat(Files.readString(RawArguments.path(name))).isEqualTo("found");
    Path here = Path.of("").toAbsolutePath();
    assertThat(RawArguments.path("../\udce9.txt"))
        .isRelative()
        .isEqualTo(here.relativize(RawArguments.path(here.getParent() + "/\udce9.txt")));
  }
}
