/**
 * What both sides of a transfer need: greeting, threads, counters, compression, the closing
 * exchange. Imports {@code wire} and {@code file}.
 */
@NullMarked
package io.p2pcopy.transfer.run;

import org.jspecify.annotations.NullMarked;
