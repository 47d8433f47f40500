package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivedCredentialsTest {

  /** RFC 5869, appendices A.1 and A.3, the first block of the output. */
  @ParameterizedTest
  @CsvSource({
    "000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9,"
        + " 3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
    "0000000000000000000000000000000000000000000000000000000000000000, '',"
        + " 8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
  })
  void theKeyDerivationIsThatOfTheStandard(String salt, String info, String output) {
    byte[] inputKey = HexFormat.of().parseHex("0b".repeat(22));

    byte[] derived =
        Hkdf.derive(HexFormat.of().parseHex(salt), inputKey, HexFormat.of().parseHex(info), 32);

    assertThat(derived).asHexString().isEqualToIgnoringCase(output);
  }

  @Test
  void theyAreIceCharsOfTheRightLength() {
    DerivedCredentials credentials = DerivedCredentials.of(new byte[16]);

    assertThat(credentials.ufrag()).matches("[A-Za-z0-9+/]{8}");
    assertThat(credentials.password()).matches("[A-Za-z0-9+/]{24}");
  }

  @Test
  void eachSecretHasItsOwn() {
    byte[] secret = new byte[16];
    DerivedCredentials one = DerivedCredentials.of(secret);
    secret[15] = 1;
    DerivedCredentials other = DerivedCredentials.of(secret);

    assertThat(one).isNotEqualTo(other);
    assertThat(one.ufrag()).isNotEqualTo(other.ufrag());
    assertThat(one.password()).isNotEqualTo(other.password());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17})
  void aSecretOfAnotherLengthIsRefused(int length) {
    assertThatThrownBy(() -> DerivedCredentials.of(new byte[length]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsPrintedTellsNeitherSecretNorPassword() {
    DerivedCredentials derived = DerivedCredentials.of(new byte[16]);
    LiteralCredentials literal = new LiteralCredentials("ufrag", "secret".repeat(4));

    assertThat(derived.toString()).doesNotContain(derived.password());
    assertThat(literal.toString()).doesNotContain(literal.password());
  }
}
