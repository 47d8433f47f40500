/** Measures and shows the progress of a transfer. Imports {@code terminal}. */
@NullMarked
package io.p2pcopy.cli.progress;

import org.jspecify.annotations.NullMarked;
