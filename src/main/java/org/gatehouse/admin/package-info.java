/** Who may administer; later also people of an OIDC provider. */
@NullMarked
package org.gatehouse.admin;

import org.jspecify.annotations.NullMarked;
