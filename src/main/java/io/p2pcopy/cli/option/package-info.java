/** Options and arguments of the commands. Imports {@code report} and the packages below it. */
@NullMarked
package io.p2pcopy.cli.option;

import org.jspecify.annotations.NullMarked;
