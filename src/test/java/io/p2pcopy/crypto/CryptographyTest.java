package io.p2pcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native code and the Java platform compute the same. */
class CryptographyTest {

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void nativeCodeIsUsedWhereItRuns() {
    assertThat(Cryptography.isNative()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1200, 16_384})
  void whatOneEncryptsTheOtherDecrypts(int length) throws GeneralSecurityException {
    byte[] plaintext = bytes(length);
    byte[] additional = bytes(13);
    var key = new SecretKeySpec(bytes(16), "AES");
    var nonce = new GCMParameterSpec(128, bytes(12));

    Cipher encrypting = Cryptography.aesGcm();
    encrypting.init(Cipher.ENCRYPT_MODE, key, nonce);
    encrypting.updateAAD(additional);
    Cipher decrypting = Cipher.getInstance("AES/GCM/NoPadding");
    decrypting.init(Cipher.DECRYPT_MODE, key, nonce);
    decrypting.updateAAD(additional);

    assertThat(decrypting.doFinal(encrypting.doFinal(plaintext))).isEqualTo(plaintext);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 55, 56, 64, 100_000})
  void hashesAreThoseOfThePlatform(int length) {
    byte[] content = bytes(length);

    assertThat(Cryptography.sha256().digest(content))
        .isEqualTo(Cryptography.platformSha256().digest(content));
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theLibraryIsUnpackedUnderTheNameThatIsAskedFor(@TempDir Path directory) throws Exception {
    Cryptography.unpack(directory);

    assertThat(Files.size(directory.resolve("libamazonCorrettoCryptoProvider.so")))
        .isGreaterThan(1_000_000);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
