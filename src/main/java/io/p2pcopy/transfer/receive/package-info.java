/**
 * The receiving side: plans requests, reads blocks from the channel and stores them. Imports {@code
 * run} and {@code target}.
 */
@NullMarked
package io.p2pcopy.transfer.receive;

import org.jspecify.annotations.NullMarked;
