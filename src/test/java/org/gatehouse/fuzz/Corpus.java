package org.gatehouse.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs that are kept for each target: {@code src/fuzz/corpus/<Target>.txt}, one input a line. A backslash stands as {@code \\}, a
 * line end as {@code \n}, and what is not visible ASCII or a space as {@code \xHH}.
 */
public final class Corpus {
    private static final Path KEPT = Path.of("src/fuzz/corpus");
    private static final HexFormat HEX = HexFormat.of();

    private Corpus() {}

    /** The inputs of this target, by the simple name of its class. */
    static List<byte[]> of(String target) throws IOException {
        return Files.readAllLines(file(target), StandardCharsets.US_ASCII).stream()
                .map(Corpus::bytes)
                .toList();
    }

    /** {@code unpack <target> <folder>}: a file per kept input. {@code keep <target> <folder>}: the files of the folder become the corpus. */
    public static void main(String[] arguments) throws IOException {
        String target = arguments[1];
        Path folder = Path.of(arguments[2]);
        switch (arguments[0]) {
            case "unpack" -> unpack(of(target), folder);
            case "keep" -> keep(target, folder);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void unpack(List<byte[]> inputs, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("kept-" + i), inputs.get(i));
        }
    }

    private static void keep(String target, Path folder) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        inputs.sort(Comparator.<byte[]>comparingInt(input -> input.length).thenComparing(Arrays::compare));
        Files.write(file(target), inputs.stream().map(Corpus::line).toList(), StandardCharsets.US_ASCII);
    }

    private static Path file(String target) {
        return KEPT.resolve(target + ".txt");
    }

    static String line(byte[] input) {
        StringBuilder line = new StringBuilder();
        for (byte b : input) {
            switch (b) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                default -> {
                    if (b >= ' ' && b < 0x7F) {
                        line.append((char) b);
                    } else {
                        line.append("\\x").append(HEX.toHexDigits(b));
                    }
                }
            }
        }
        return line.toString();
    }

    static byte[] bytes(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c != '\\') {
                bytes.write(c);
                i++;
                continue;
            }
            switch (line.charAt(i + 1)) {
                case 'n' -> bytes.write('\n');
                case 'x' -> {
                    bytes.write(HexFormat.fromHexDigits(line, i + 2, i + 4));
                    i += 2;
                }
                default -> bytes.write(line.charAt(i + 1));
            }
            i += 2;
        }
        return bytes.toByteArray();
    }
}
