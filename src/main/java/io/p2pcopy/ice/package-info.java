/** The ICE transport (RFC 8445). Imports the packages below it; they do not import it. */
@NullMarked
package io.p2pcopy.ice;

import org.jspecify.annotations.NullMarked;
