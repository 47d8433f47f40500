package io.p2pcopy.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * Plays a scenario against whatever is at the other end of an invite and a reply, which are on
 * standard output and standard input, a line each.
 *
 * <pre>
 *   list                       prints the scenarios: the role of the hostile peer, its name, the end
 *   sender SCENARIO            prints an invite, reads the reply
 *   receiver SCENARIO          reads an invite, prints the reply
 * </pre>
 */
public final class HostilePeer {

  private HostilePeer() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0 || arguments[0].equals("list")) {
      HostileSender.SCENARIOS.forEach(scenario -> print("sender", scenario));
      HostileReceiver.SCENARIOS.forEach(scenario -> print("receiver", scenario));
      return;
    }
    boolean sender = arguments[0].equals("sender");
    Scenario scenario =
        Scenario.find(sender ? HostileSender.SCENARIOS : HostileReceiver.SCENARIOS, arguments[1]);
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (var peer = new NetworkPeer()) {
      if (sender) {
        System.out.println(peer.invite());
        peer.accept(input.readLine());
      } else {
        System.out.println(peer.reply(input.readLine()));
      }
      System.err.println(scenario.play(peer.peer()));
    }
  }

  private static void print(String role, Scenario scenario) {
    System.out.println(role + " " + scenario.name() + " " + scenario.end());
  }
}
