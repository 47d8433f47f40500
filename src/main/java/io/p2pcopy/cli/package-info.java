/** The command line: one class per command, the terminal, the exit codes. */
@NullMarked
package io.p2pcopy.cli;

import org.jspecify.annotations.NullMarked;
