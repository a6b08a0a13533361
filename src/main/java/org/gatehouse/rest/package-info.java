/** What the resources of the admin API share: strict JSON, pages, entity tags, merge patches. */
@NullMarked
package org.gatehouse.rest;

import org.jspecify.annotations.NullMarked;
