/**
 * UDP input and output: the event loop, sockets and their options. The only package that reads the
 * clock.
 */
@NullMarked
package io.p2pcopy.net;

import org.jspecify.annotations.NullMarked;
