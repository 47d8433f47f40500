/**
 * Peers that break the protocols on purpose, for tests and for {@code interop/hostile}.
 *
 * <p>{@link io.p2pcopy.hostile.HostileSender} and {@link io.p2pcopy.hostile.HostileReceiver} are
 * tables of transfer protocol scenarios. Each scenario runs in process over a channel in memory,
 * and over a real connection against the packaged program ({@link io.p2pcopy.hostile.HostilePeer}).
 */
@NullMarked
package io.p2pcopy.hostile;

import org.jspecify.annotations.NullMarked;
