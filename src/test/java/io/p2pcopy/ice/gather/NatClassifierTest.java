package io.p2pcopy.ice.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.NatBehavior.Mapping;
import io.p2pcopy.signal.NatBehavior.Ports;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NatClassifierTest {

  private static final String LOCAL = "192.168.1.2:";
  private static final String PUBLIC = "203.0.113.9:";

  /** The four sockets of a start, on these ports. */
  private static final int[] SOCKETS = {50000, 40101, 40577, 61002};

  /** Each observation is LOCAL PORT > SERVER > MAPPED PORT; - is no answer, * another address. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nothing asked        |                                      | UNKNOWN UNKNOWN 0
          no answer            | 1>a>- 1>b>-                          | UDP_BLOCKED UNKNOWN 0
          one server answers   | 1>a>700 1>b>-                        | UNKNOWN UNKNOWN 0
          one, port preserved  | 1>a>1 1>b>-                          | UNKNOWN PRESERVED 0
          two names, one server| 1>a>700 1>a>700                      | UNKNOWN UNKNOWN 0
          preserved            | 1>a>1 1>b>1 2>a>2 2>b>2              | ENDPOINT_INDEPENDENT PRESERVED 0
          independent          | 1>a>700 1>b>700 2>a>931 2>b>931      | ENDPOINT_INDEPENDENT UNKNOWN 0
          independent, in steps| 1>a>700 1>b>700 2>a>701 2>b>701      | ENDPOINT_INDEPENDENT UNKNOWN 0
          only the port        | 1>a>700 1>b>9000                     | ENDPOINT_DEPENDENT RANDOM 0
          only the address     | 1>a>1 1>b>*1                         | ENDPOINT_DEPENDENT PRESERVED 0
          two mappings close   | 1>a>700 1>b>900                      | ENDPOINT_DEPENDENT UNKNOWN 0
          step of two mappings | 1>a>700 1>b>701                      | ENDPOINT_DEPENDENT REGULAR 1
          step of one          | 1>a>700 1>b>701 2>a>702 2>b>703      | ENDPOINT_DEPENDENT REGULAR 1
          step of two          | 1>a>700 1>b>702 2>a>704 3>a>706      | ENDPOINT_DEPENDENT REGULAR 2
          downwards            | 1>a>700 1>b>699 2>a>698 3>a>697      | ENDPOINT_DEPENDENT REGULAR 1
          others in between    | 1>a>700 1>b>701 2>a>713 3>a>714      | ENDPOINT_DEPENDENT REGULAR 1
          overtaken            | 1>a>700 1>b>702 2>a>701 3>a>703 3>b>704 | ENDPOINT_DEPENDENT REGULAR 1
          a lost answer        | 1>a>700 1>b>701 2>a>- 3>a>703        | ENDPOINT_DEPENDENT REGULAR 1
          late answers         | 1>a>700 2>a>- 3>a>- 4>a>- 1>b>704    | ENDPOINT_DEPENDENT REGULAR 1
          in a block           | 1>a>4010 1>b>4200 2>a>4055 3>a>4150 2>b>4031 3>b>4233 | ENDPOINT_DEPENDENT BLOCK 256
          at random            | 1>a>1200 1>b>60000 2>a>33000 3>a>9100 | ENDPOINT_DEPENDENT RANDOM 0
          """)
  void aBehaviorFollowsFromTheAnswers(String name, @Nullable String answers, String expected) {
    List<StunObservation> observations = new ArrayList<>();
    for (String answer : answers == null ? new String[0] : answers.split(" ")) {
      observations.add(observation(answer.split(">")));
    }
    NatBehavior behavior = NatClassifier.classify(observations, false, true);

    assertThat(behavior.mapping() + " " + behavior.ports() + " " + behavior.width())
        .as(name)
        .isEqualTo(expected);
  }

  @Test
  void noAnswerMeansNothingBeforeTheServersHaveHadTheirTime() {
    List<StunObservation> silent = List.of(observation("1", "a", "-"));

    assertThat(NatClassifier.classify(silent, true, false))
        .isEqualTo(new NatBehavior(Mapping.UNKNOWN, Ports.UNKNOWN, 0, true));
    assertThat(NatClassifier.classify(silent, true, true).isUdpBlocked()).isTrue();
  }

  @Test
  void anAnswerToIpv6AloneShowsNoMapping() {
    StunObservation ipv6 =
        new StunObservation(
            new InetSocketAddress("2001:db8::1", 3478),
            new InetSocketAddress("2001:db8::2", 50000),
            new InetSocketAddress("2001:db8::2", 50000),
            1);

    assertThat(NatClassifier.classify(List.of(ipv6, observation("1", "a", "-")), true, true))
        .isEqualTo(new NatBehavior(Mapping.UNKNOWN, Ports.UNKNOWN, 0, true));
  }

  /** A computer with two uplinks may be behind two NATs. */
  @Test
  void mappingsOfAnotherUplinkAreNotMixedIn() {
    StunObservation other =
        new StunObservation(
            new InetSocketAddress("198.51.100.1", 3478),
            new InetSocketAddress("10.0.0.2", 50000),
            new InetSocketAddress("203.0.113.200", 9),
            1);
    List<StunObservation> observations =
        List.of(observation("1", "a", "1"), other, observation("1", "b", "1"));

    assertThat(NatClassifier.classify(observations, false, true).mapping())
        .isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
  }

  /** Four sockets and two servers, as a start uses them, against a thousand NATs of each kind. */
  @Test
  void eightMappingsTellBlocksFromRandomPortsAndSteps() {
    Random random = new Random(1);
    int regular = 0;
    int blocks = 0;
    int within = 0;
    int anywhere = 0;
    for (int i = 0; i < 1000; i++) {
      int first = 1024 + random.nextInt(60_000);
      regular += is(Ports.REGULAR, ports(n -> first + n));
      NatBehavior block = classified(ports(n -> first + random.nextInt(256)));
      blocks += block.ports() == Ports.BLOCK ? 1 : 0;
      within += block.width() == 256 ? 1 : 0;
      anywhere += is(Ports.RANDOM, ports(n -> 1024 + random.nextInt(64_512)));
    }

    assertThat(regular).isEqualTo(1000);
    assertThat(blocks).isGreaterThan(990);
    assertThat(within).isGreaterThan(900);
    assertThat(anywhere).isEqualTo(1000);
  }

  private static int is(Ports expected, int[] ports) {
    return classified(ports).ports() == expected ? 1 : 0;
  }

  private static int[] ports(java.util.function.IntUnaryOperator choice) {
    int[] ports = new int[2 * SOCKETS.length];
    Arrays.setAll(ports, choice);
    return ports;
  }

  private static NatBehavior classified(int[] ports) {
    List<StunObservation> observations = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      String socket = String.valueOf(SOCKETS[i / 2]);
      observations.add(observation(socket, i % 2 == 0 ? "a" : "b", String.valueOf(ports[i])));
    }
    return NatClassifier.classify(observations, false, true);
  }

  private static StunObservation observation(String... parts) {
    boolean other = parts[2].startsWith("*");
    return new StunObservation(
        new InetSocketAddress("198.51.100." + (int) parts[1].charAt(0), 3478),
        address(LOCAL + parts[0]),
        parts[2].equals("-")
            ? null
            : address((other ? "203.0.113.10:" : PUBLIC) + parts[2].replace("*", "")),
        1);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.indexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
