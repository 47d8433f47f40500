/**
 * Makes safe, unique file names from names that a peer chose. Imports nothing else of {@code
 * target}.
 */
@NullMarked
package io.p2pcopy.transfer.target.name;

import org.jspecify.annotations.NullMarked;
