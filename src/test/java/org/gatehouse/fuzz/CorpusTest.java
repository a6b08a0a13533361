package org.gatehouse.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All kept inputs, those of mended crashes among them, without the fuzzer. {@link FuzzIT} looks for new ones. */
class CorpusTest {
    private static final Path SOURCES = Path.of("src/test/java");

    static List<String> targets() throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            return sources.map(source -> SOURCES.relativize(source).toString())
                    .filter(source -> source.endsWith("Fuzz.java"))
                    .map(source -> source.substring(0, source.length() - ".java".length())
                            .replace(java.io.File.separatorChar, '.'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void eachKeptInputKeepsTheInvariants(String target) throws ReflectiveOperationException, IOException {
        Method fuzz = Class.forName(target).getMethod("fuzzerTestOneInput", byte[].class);
        List<byte[]> inputs = Corpus.of(target.substring(target.lastIndexOf('.') + 1));

        assertThat(inputs).isNotEmpty();
        for (byte[] input : inputs) {
            fuzz.invoke(null, input);
        }
    }

    @Test
    void everyInputIsALine() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        assertThat(Corpus.bytes(Corpus.line(all))).isEqualTo(all);
        assertThat(Corpus.line("a\\n\n\u00e4".getBytes(StandardCharsets.UTF_8))).isEqualTo("a\\\\n\\n\\xc3\\xa4");
    }
}
