/** What is sent: walking trees, leaving out what is not wanted, reading blocks. */
@NullMarked
package io.p2pcopy.transfer.source;

import org.jspecify.annotations.NullMarked;
