/** The packaged service from outside: real processes, real HTTP, a real Keycloak, real PostgreSQL. */
@NullMarked
package org.gatehouse.it;

import org.jspecify.annotations.NullMarked;
