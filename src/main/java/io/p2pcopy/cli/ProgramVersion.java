package io.p2pcopy.cli;

import picocli.CommandLine.IVersionProvider;

/** Takes the version from the manifest of the packaged program. */
final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"p2pcopy " + (version == null ? "(not packaged)" : version)};
  }
}
