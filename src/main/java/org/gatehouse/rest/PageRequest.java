package org.gatehouse.rest;

import org.gatehouse.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param page from 0
 * @param size 1 to 200
 */
public record PageRequest(int page, int size) {
    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 200;
    /** Far beyond any list, and page times size still is an int. */
    private static final int MAX_PAGE = 1_000_000;

    /**
     * Reads {@code ?page=&size=}. They are taken as text, because REST answers 404 for a number that does not parse.
     *
     * @throws Problem 400 for anything but whole numbers in range
     */
    public static PageRequest of(@Nullable String page, @Nullable String size) {
        return new PageRequest(number("page", page, 0, 0, MAX_PAGE), number("size", size, DEFAULT_SIZE, 1, MAX_SIZE));
    }

    private static int number(String name, @Nullable String text, int absent, int least, int most) {
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, in the same words
        }
        throw Problem.invalid("The query parameter " + name + " is a whole number from " + least + " to " + most + ".");
    }
}
