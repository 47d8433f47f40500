package io.p2pcopy.cli;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** Reads a path, which may have bytes that are no characters. */
final class PathConverter implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    return RawArguments.path(text);
  }
}
