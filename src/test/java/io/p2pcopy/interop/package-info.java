/** Programs that the tests in {@code interop/} start as the other end of something foreign. */
@NullMarked
package io.p2pcopy.interop;

import org.jspecify.annotations.NullMarked;
