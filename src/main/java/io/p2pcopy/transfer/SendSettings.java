package io.p2pcopy.transfer;

/**
 * How a sender sends.
 *
 * @param compress whether blocks that get shorter by it are compressed, if the receiver can do that
 * @param bytesPerSecond how fast content is sent at most, 0 for no limit
 * @param words asked before any content is sent
 */
public record SendSettings(boolean compress, long bytesPerSecond, WordsQuestion words) {

  /** Compresses, has no limit and asks nobody. */
  public static final SendSettings DEFAULT =
      new SendSettings(true, RateLimit.NONE, WordsQuestion.NOT_ASKED);

  /**
   * Checks the ranges.
   *
   * @param compress whether blocks that get shorter by it are compressed, if the receiver can do
   *     that
   * @param bytesPerSecond how fast content is sent at most, 0 for no limit
   * @param words asked before any content is sent
   */
  public SendSettings {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("a negative rate");
    }
  }
}
