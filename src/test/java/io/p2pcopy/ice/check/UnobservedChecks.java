package io.p2pcopy.ice.check;

import io.p2pcopy.ice.stun.StunMessage;
import java.net.InetSocketAddress;

/** Ignores what the checks show; tests override what they look at. */
public class UnobservedChecks implements Checks.Observer {
  @Override
  public void checkReceived(CandidatePair pair, StunMessage request) {}

  @Override
  public void checkSucceeded(
      CandidatePair pair, InetSocketAddress mapped, boolean nominating, long rtt) {}

  @Override
  public void checkSent(CandidatePair pair) {}

  @Override
  public boolean isSelected(CandidatePair pair) {
    return false;
  }
}
