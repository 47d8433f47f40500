/**
 * The SCTP association: dispatches received chunks to the procedures and bundles outgoing ones. The
 * only package that imports all the others of {@code sctp}.
 */
@NullMarked
package io.p2pcopy.sctp.association;

import org.jspecify.annotations.NullMarked;
