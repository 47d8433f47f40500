/** The commands of the program. Imports everything below; nothing imports it. */
@NullMarked
package io.p2pcopy.cli;

import org.jspecify.annotations.NullMarked;
