package io.p2pcopy.ice.agent;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ice4j.ice.Agent;
import org.ice4j.ice.AgentConfig;

/** Settings of the ICE library as a whole. They have to stand before its classes are loaded. */
public final class IceLibrary {

  /** Held, because the logging system would forget loggers that nobody holds. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("org.ice4j"),
          Logger.getLogger("org.jitsi"),
          Logger.getLogger("JitsiConfig"));

  static {
    logAt(Level.OFF);
    // Without it, a web request is sent to find out whether this is a machine of Amazon's.
    set("ice4j.harvest.mapping.aws.enabled", "false");
    // Checks go on for about 15 s, so that a peer that is late by some seconds is still met.
    set("org.ice4j.MAX_RETRANSMISSIONS", "12");
    // After the termination, checks from new addresses would be refused; so there is none.
    set("ice4j.ice.termination-delay", "7 days");
    // RFC 7675, section 5.1: a check every 5 s on average, repeated while there is no answer.
    set("ice4j.consent-freshness.interval", "5 seconds");
    set("ice4j.consent-freshness.original-wait-interval", "500 milliseconds");
    set("ice4j.consent-freshness.max-wait-interval", "1 second");
    set("ice4j.consent-freshness.max-retransmissions", "30");
    set("ice4j.use-component-socket", "false");
    set("ice4j.harvest.udp.use-dynamic-ports", "false");
    set("ice4j.software", "");
  }

  private static boolean loaded;

  private IceLibrary() {}

  /** Makes the library write its log, which is silent by default, from this level on. */
  public static void logAt(Level level) {
    LOGGERS.forEach(logger -> logger.setLevel(level));
  }

  /**
   * Loads the library, which takes half a second the first time. One thread at a time: the library
   * reads its settings lazily, and two threads that do so for the first time wait for each other
   * for ever.
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    AgentConfig config = AgentConfig.config;
    config.getConsentFreshnessInterval();
    config.getRandomizeConsentFreshnessInterval();
    config.getConsentFreshnessOriginalWaitInterval();
    config.getConsentFreshnessMaxWaitInterval();
    config.getMaxConsentFreshnessRetransmissions();
    config.getTerminationDelay();
    config.getMaxCheckListSize();
    config.getSoftware();
    config.getRedactRemoteAddresses();
    config.getUseComponentSocket();
    config.getSendToLastReceivedFromAddress();
    Agent agent = new Agent();
    agent.createMediaStream("warm-up");
    agent.free();
    loaded = true;
  }

  private static void set(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
