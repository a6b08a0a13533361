package org.gatehouse.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProblemListTest {

    @Test
    void theListHasEachTypeWithItsStatus() throws IOException {
        String list = Files.readString(Path.of("src/docs/problems.md"));
        List<String> listed = Pattern.compile("`/problems/([a-z-]+)` \\| (\\d+)")
                .matcher(list)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(listed)
                .containsExactlyElementsOf(Arrays.stream(Kind.values())
                        .map(kind -> kind.slug() + " " + kind.status())
                        .toList());
    }
}
