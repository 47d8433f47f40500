package io.p2pcopy.hostile;

import io.p2pcopy.transfer.RawPeer;
import java.util.List;
import java.util.Map;

/**
 * One breach of the transfer protocol, and what the side under attack must make of it.
 *
 * @param name in the test's name and on the command line
 * @param script what the hostile peer sends and waits for, from its {@code hello} on
 * @param end how the transfer ends for the side under attack
 * @param sentence what the person there reads is or contains this; empty where it does not matter
 * @param verified the files, by path, that may have their final names afterwards, with their sizes
 */
public record Scenario(
    String name, Script script, End end, String sentence, Map<String, Long> verified) {

  /** What the hostile peer does. */
  @FunctionalInterface
  public interface Script {
    void run(RawPeer peer) throws Exception;
  }

  /** How the transfer ends for the side under attack. */
  public enum End {
    /** The peer is told that it broke the protocol, and the transfer has failed. */
    BREACH,
    /** The transfer comes to its end without the entries that the peer spoiled. */
    INCOMPLETE,
    /** All that was offered is there. */
    COMPLETE,
    /** The connection is lost; what arrived is kept. */
    CONNECTION_LOST,
    /** The peer said that it ends the transfer. */
    STOPPED_BY_PEER
  }

  static Scenario breach(String name, Script script) {
    return breach(name, "The other side ", script);
  }

  static Scenario breach(String name, String sentence, Script script) {
    return new Scenario(name, script, End.BREACH, sentence, Map.of());
  }

  static Scenario ends(String name, End end, Script script) {
    return new Scenario(name, script, end, "", Map.of());
  }

  /** Returns the same, where this file may get its final name. */
  Scenario verifies(String path, long size) {
    return new Scenario(name, script, end, sentence, Map.of(path, size));
  }

  /**
   * Plays the hostile peer's part to its end over a channel of its own, and closes that.
   *
   * @return the last that the other side said of a breach, or {@code closed}
   */
  String play(RawPeer peer) throws Exception {
    try {
      script.run(peer);
      return end == End.BREACH ? peer.hearUntil("'error'") : "closed";
    } catch (IllegalStateException e) {
      // The other side has closed the channel before all was sent.
      return peer.hearUntil("'error'");
    } finally {
      peer.close();
    }
  }

  /** Returns the scenario of that name. */
  static Scenario find(List<Scenario> table, String name) {
    return table.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario " + name));
  }

  @Override
  public String toString() {
    return name;
  }
}
