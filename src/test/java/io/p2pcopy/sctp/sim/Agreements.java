package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.PresharedInit;
import io.p2pcopy.sctp.SctpConfig;

/** Creates association pairs with preshared INIT values. */
public final class Agreements {

  private static final PresharedInit LEFT = new PresharedInit(0x1111, 100, 0x2222, -5, false);

  private Agreements() {}

  /** Returns two endpoints with matching preshared INIT values. */
  public static AssociationPair over(VirtualPath path, SctpConfig config) {
    return AssociationPair.over(
        path,
        new AssociationPair.Side(config.withPresharedInit(LEFT), path.newRandom()),
        new AssociationPair.Side(config.withPresharedInit(mirrored(LEFT)), path.newRandom()));
  }

  /** Returns two endpoints of which only the left one has preshared INIT values. */
  public static AssociationPair onlyLeftOver(VirtualPath path) {
    SctpConfig config = SctpConfig.defaults();
    return AssociationPair.over(
        path,
        new AssociationPair.Side(config.withPresharedInit(LEFT), path.newRandom()),
        new AssociationPair.Side(config, path.newRandom()));
  }

  private static PresharedInit mirrored(PresharedInit that) {
    return new PresharedInit(
        that.remoteTag(),
        that.remoteInitialTsn(),
        that.localTag(),
        that.localInitialTsn(),
        that.interleaving());
  }
}
