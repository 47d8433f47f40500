/**
 * Where what is received goes: safe paths, conflicts, partial files and the journal that lets an
 * interrupted transfer go on.
 */
@NullMarked
package io.p2pcopy.transfer.target;

import org.jspecify.annotations.NullMarked;
