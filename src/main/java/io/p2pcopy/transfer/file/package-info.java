/**
 * What walking a source and filling a target have in common: lists on disk, names, holes and
 * amounts.
 */
@NullMarked
package io.p2pcopy.transfer.file;

import org.jspecify.annotations.NullMarked;
