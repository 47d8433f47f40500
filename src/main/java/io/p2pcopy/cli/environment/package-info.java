/** Directories, exit codes and failures of the process. Imports nothing else of {@code cli}. */
@NullMarked
package io.p2pcopy.cli.environment;

import org.jspecify.annotations.NullMarked;
