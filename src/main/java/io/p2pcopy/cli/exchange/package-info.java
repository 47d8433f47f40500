/**
 * Exchanges invite and reply with the other side, and asks the person. Imports {@code option} and
 * {@code report}.
 */
@NullMarked
package io.p2pcopy.cli.exchange;

import org.jspecify.annotations.NullMarked;
