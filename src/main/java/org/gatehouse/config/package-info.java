/** Every setting, typed, in one place. */
@NullMarked
package org.gatehouse.config;

import org.jspecify.annotations.NullMarked;
