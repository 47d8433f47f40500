/** Code that breaks the architecture rules on purpose. */
@NullMarked
package io.p2pcopy.violation.one;

import org.jspecify.annotations.NullMarked;
