/**
 * The API of a transfer: listener, settings, questions, summary and exception. {@code send} and
 * {@code receive} implement it; it imports neither.
 */
@NullMarked
package io.p2pcopy.transfer;

import org.jspecify.annotations.NullMarked;
