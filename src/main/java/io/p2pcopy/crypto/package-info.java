/** Where AES-GCM and SHA-256 come from: native code where it runs, the Java platform elsewhere. */
@NullMarked
package io.p2pcopy.crypto;

import org.jspecify.annotations.NullMarked;
