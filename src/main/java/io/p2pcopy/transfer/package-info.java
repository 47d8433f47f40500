/** The file protocol: manifest, sender, receiver, hashes and safe paths. */
@NullMarked
package io.p2pcopy.transfer;

import org.jspecify.annotations.NullMarked;
