package io.p2pcopy.cli;

/** Entry point of the program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(args.length);
  }
}
