/** What two associations achieve over paths of every kind, in virtual time. */
@NullMarked
package io.p2pcopy.sctp.scenario;

import org.jspecify.annotations.NullMarked;
