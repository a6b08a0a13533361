package org.gatehouse.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The instructions of a Dockerfile, by stage; comments are gone and continued lines are joined. */
record Dockerfile(List<Instruction> head, List<List<Instruction>> stages) {

    /** @param arguments as written, on one line */
    record Instruction(String word, String arguments) {}

    static Dockerfile read(Path file) throws IOException {
        List<Instruction> head = new ArrayList<>();
        List<List<Instruction>> stages = new ArrayList<>();
        List<Instruction> current = head;
        String text = Files.readString(file).replaceAll("(?m)^#.*\\R", "").replaceAll("\\s*\\\\\\R\\s*", " ");
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            String[] parts = line.split("\\s+", 2);
            Instruction instruction = new Instruction(parts[0].toUpperCase(Locale.ROOT), parts[1].strip());
            if (instruction.word().equals("FROM")) {
                current = new ArrayList<>();
                stages.add(current);
            }
            current.add(instruction);
        }
        return new Dockerfile(List.copyOf(head), List.copyOf(stages));
    }

    List<Instruction> all() {
        List<Instruction> all = new ArrayList<>(head);
        stages.forEach(all::addAll);
        return all;
    }

    List<String> all(String word) {
        return arguments(all(), word);
    }

    /** Of the stage that becomes the image. */
    List<String> image(String word) {
        return arguments(stages.getLast(), word);
    }

    /** What is copied from the build's context, into any stage. */
    List<String> sources() {
        List<String> sources = new ArrayList<>();
        for (String arguments : all("COPY")) {
            List<String> words = List.of(arguments.split("\\s+"));
            if (words.stream().noneMatch(word -> word.startsWith("--from="))) {
                words.subList(0, words.size() - 1).stream()
                        .filter(word -> !word.startsWith("--"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static List<String> arguments(List<Instruction> instructions, String word) {
        return instructions.stream()
                .filter(instruction -> instruction.word().equals(word))
                .map(Instruction::arguments)
                .toList();
    }
}
