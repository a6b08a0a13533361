package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code src/docs/path-tricks.md} has a row for each trick that the tests try, and for no other. */
class TricksTest {
    private static final int DOORS = 6;

    static Stream<String> tricks() {
        return Stream.concat(Tricks.paths().stream(), Tricks.headers().stream());
    }

    /** The cells of the rows that begin with a trick. */
    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(Path.of("src", "docs", "path-tricks.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void isOnThePageWithWhatBecameOfItAtEachDoor(String trick) throws IOException {
        assertThat(rows())
                .filteredOn(row -> row.getFirst().equals("`" + trick + "`"))
                .singleElement()
                .satisfies(row -> assertThat(row.subList(2, row.size()))
                        .hasSize(DOORS)
                        .allMatch(cell -> cell.matches("40[0134]( / 40[0134])?|200 ¹")));
    }

    @Test
    void thereIsNoOtherOnThePage() throws IOException {
        assertThat(rows()).hasSize((int) tricks().count());
    }
}
