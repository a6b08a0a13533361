/** Who asked, which token fingerprint, what was said. */
@NullMarked
package org.gatehouse.audit;

import org.jspecify.annotations.NullMarked;
