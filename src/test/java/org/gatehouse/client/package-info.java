/** What administrators and callers say to the service under test, over HTTP. */
@NullMarked
package org.gatehouse.client;

import org.jspecify.annotations.NullMarked;
