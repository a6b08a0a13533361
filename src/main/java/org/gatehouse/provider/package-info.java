/** Presets and the providers an admin configured: stored, edited by REST, found by token. */
@NullMarked
package org.gatehouse.provider;

import org.jspecify.annotations.NullMarked;
