/** Reports events to people and to programs. Imports {@code progress} and {@code terminal}. */
@NullMarked
package io.p2pcopy.cli.report;

import org.jspecify.annotations.NullMarked;
