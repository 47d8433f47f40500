/**
 * What a peer can make this side keep or do at most: constants only, for every other package.
 * Imports nothing of the project.
 */
@NullMarked
package io.p2pcopy.limit;

import org.jspecify.annotations.NullMarked;
