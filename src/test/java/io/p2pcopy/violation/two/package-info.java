/** Code that breaks the architecture rules on purpose. */
@NullMarked
package io.p2pcopy.violation.two;

import org.jspecify.annotations.NullMarked;
