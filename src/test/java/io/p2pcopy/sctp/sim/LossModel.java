package io.p2pcopy.sctp.sim;

import java.util.random.RandomGenerator;

/** Decides packet by packet which ones the wire loses. */
interface LossModel {

  boolean loses(RandomGenerator random);

  static LossModel none() {
    return random -> false;
  }

  static LossModel independent(double probability) {
    return random -> random.nextDouble() < probability;
  }

  /**
   * Gilbert's model: a good state that loses nothing and a bad one that loses everything.
   *
   * @param toBad the probability to go from good to bad with each packet
   * @param toGood the probability to go back; a burst is {@code 1 / toGood} packets long on average
   */
  static LossModel bursts(double toBad, double toGood) {
    return new LossModel() {
      private boolean bad;

      @Override
      public boolean loses(RandomGenerator random) {
        bad = bad ? random.nextDouble() >= toGood : random.nextDouble() < toBad;
        return bad;
      }
    };
  }
}
