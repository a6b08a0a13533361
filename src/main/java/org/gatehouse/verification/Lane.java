package org.gatehouse.verification;

/**
 * Tokens that are asked about together: those that are known to be good for something, because their provider accepted them before or
 * signed them, and of each caller the others. What others do must not keep the known ones out, nor those of another caller.
 *
 * @param caller empty for known tokens
 */
record Lane(String caller) {
    static final Lane KNOWN = new Lane("");

    boolean isKnown() {
        return caller.isEmpty();
    }
}
