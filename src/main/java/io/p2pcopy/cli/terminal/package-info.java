/** Reads from and writes to the terminal. Imports {@code environment}. */
@NullMarked
package io.p2pcopy.cli.terminal;

import org.jspecify.annotations.NullMarked;
