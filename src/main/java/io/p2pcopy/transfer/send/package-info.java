/**
 * The sending side: reads files, plans blocks and writes them to the channel. Imports {@code run}
 * and {@code source}.
 */
@NullMarked
package io.p2pcopy.transfer.send;

import org.jspecify.annotations.NullMarked;
