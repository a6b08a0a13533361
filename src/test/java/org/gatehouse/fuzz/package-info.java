/**
 * What the fuzz targets share. A target is a class {@code …Fuzz} beside the class that it tries, with the method that the fuzzer calls;
 * {@code src/fuzz/run.sh} runs them.
 */
@NullMarked
package org.gatehouse.fuzz;

import org.jspecify.annotations.NullMarked;
