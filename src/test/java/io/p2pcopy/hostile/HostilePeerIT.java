package io.p2pcopy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A few of the scenarios over a real connection against the packaged program; {@code
 * interop/hostile/run} plays all of them.
 */
@Timeout(120)
class HostilePeerIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two-blocks-of-one-byte",
        "sizes-that-overflow",
        "hole-of-4-PiB-without-size",
        "leaves-before-reveal",
        "wrong-root",
        "honest"
      })
  void theReceiverIsNotFooled(String name) throws Exception {
    Scenario scenario = Scenario.find(HostileSender.SCENARIOS, name);

    assertThat(AgainstProgram.sender(scenario).complaints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaves-before-reveal", "verifies-fewer-files-than-it-got", "honest"})
  void theSenderIsNotFooled(String name) throws Exception {
    Scenario scenario = Scenario.find(HostileReceiver.SCENARIOS, name);

    assertThat(AgainstProgram.receiver(scenario).complaints()).isEmpty();
  }
}
