package io.p2pcopy.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** Reads a path, which may have bytes that are no characters. */
public final class PathConverter implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    return RawArguments.path(text);
  }
}
