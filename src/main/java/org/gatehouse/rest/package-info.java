/** What resources share: strict JSON, pages, entity tags, merge patches, answers that many wait for, what names what. */
@NullMarked
package org.gatehouse.rest;

import org.jspecify.annotations.NullMarked;
