package org.gatehouse.provider;

/**
 * One thing wrong with what an administrator sent.
 *
 * @param pointer where, a JSON Pointer into the body
 * @param detail what is wrong and what would be right
 */
record Violation(String pointer, String detail) {}
