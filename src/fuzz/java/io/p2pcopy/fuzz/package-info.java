/** What the fuzz targets share: how they read their input, and how seeds are put together. */
@NullMarked
package io.p2pcopy.fuzz;

import org.jspecify.annotations.NullMarked;
