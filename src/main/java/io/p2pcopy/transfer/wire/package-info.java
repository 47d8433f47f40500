/**
 * What two peers say to each other: messages, frames, hashes, as docs/transfer-protocol.md has it.
 */
@NullMarked
package io.p2pcopy.transfer.wire;

import org.jspecify.annotations.NullMarked;
