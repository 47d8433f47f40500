/** What walking a source and filling a target have in common: lists on disk, names and holes. */
@NullMarked
package io.p2pcopy.transfer.file;

import org.jspecify.annotations.NullMarked;
