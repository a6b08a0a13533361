package org.gatehouse.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No pattern of ours may cost more than in proportion to the text: strangers write some of the texts, and it is matched on the event
 * loop. Steps are counted and not time. Each pattern is tried with texts made of what it is made of.
 */
class PatternsTest {
    private static final int LENGTH = 1000;
    /** A linear pattern takes a few steps for each character; a quadratic one takes hundreds. */
    private static final int STEPS_FOR_EACH = 60;

    /** A method that takes a pattern, and how many texts are pushed behind it. */
    private static final Map<String, Integer> TAKING = Map.of(
            "java/util/regex/Pattern.compile", 0,
            "java/util/regex/Pattern.matches", 0,
            "java/lang/String.matches", 0,
            "java/lang/String.split", 0,
            "java/lang/String.replaceAll", 1,
            "java/lang/String.replaceFirst", 1);
    /** These look for a match at each place; a pattern that is only ever held against a whole text may not be fit for it. */
    private static final Set<String> SEARCHING = Set.of("split", "replaceAll", "replaceFirst");

    /** Counts how often it is looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > (long) STEPS_FOR_EACH * LENGTH) {
                throw new TooMany();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("", null, false, false);
        }
    }

    @Test
    void noneIsWorseThanLinear() {
        Map<String, Pattern> held = new TreeMap<>();
        Map<String, Pattern> searched = new TreeMap<>();
        for (ClassModel type : OurClasses.compiled()) {
            fields(type).forEach(pattern -> held.put(pattern.pattern(), pattern));
            inline(type, held, searched);
        }
        assertThat(held).hasSizeGreaterThan(30);
        assertThat(searched).hasSizeGreaterThan(5);

        Set<String> slow = new TreeSet<>();
        held.values().stream()
                .filter(pattern -> isSlow(pattern, Matcher::matches) || isSlow(pattern, Matcher::lookingAt))
                .forEach(pattern -> slow.add(pattern.pattern()));
        searched.values().stream()
                .filter(pattern -> isSlow(pattern, PatternsTest::findAll))
                .forEach(pattern -> slow.add("anywhere: " + pattern.pattern()));
        assertThat(slow).isEmpty();
    }

    /** The other side: a pattern that is slow is found to be. */
    @Test
    void aSlowOneIsFound() {
        assertThat(isSlow(Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"), Matcher::matches))
                .isTrue();
        assertThat(isSlow(Pattern.compile("a*a*b"), Matcher::matches)).isTrue();
        assertThat(isSlow(Pattern.compile("-+$"), PatternsTest::findAll)).isTrue();
        assertThat(isSlow(Pattern.compile("[0-9a-f]{1,4}"), Matcher::matches)).isFalse();
    }

    private static void findAll(Matcher matcher) {
        while (matcher.find()) {
            // The next one.
        }
    }

    private static boolean isSlow(Pattern pattern, Consumer<Matcher> use) {
        return texts(pattern.pattern()).anyMatch(text -> {
            try {
                use.accept(pattern.matcher(new Counted(text)));
                return false;
            } catch (TooMany | StackOverflowError slow) {
                return true;
            }
        });
    }

    /** Long runs of one piece or two, behind a start and before an end that may not fit. */
    private static Stream<String> texts(String pattern) {
        List<String> pieces = pieces(pattern);
        return pieces.stream().flatMap(one -> pieces.stream()
                .flatMap(other -> Stream.of(
                        run(one) + other,
                        run(one + other),
                        other + run(one),
                        other + run(one) + other,
                        other + run(one) + "\u0001")));
    }

    private static String run(String piece) {
        return piece.repeat(LENGTH / piece.length()).substring(0, LENGTH - LENGTH % piece.length());
    }

    private static List<String> pieces(String pattern) {
        Set<String> pieces = new TreeSet<>(Set.of("a", "0", " ", "-", "."));
        pattern.chars().filter(c -> c > ' ' && c < 0x7F).forEach(c -> pieces.add(Character.toString(c)));
        Pattern.compile("[A-Za-z0-9/_~:.-]{2,}")
                .matcher(pattern.replaceAll("\\[[^]]*]", "x").replace("\\.", "."))
                .results()
                .forEach(word -> pieces.add(word.group()));
        return new ArrayList<>(pieces);
    }

    private static Stream<Pattern> fields(ClassModel type) {
        String name = OurClasses.name(type);
        return name.startsWith(OurClasses.BASE + "dev.")
                ? Stream.empty()
                : Arrays.stream(OurClasses.load(name).getDeclaredFields())
                        .filter(field -> field.accessFlags().contains(AccessFlag.STATIC))
                        .filter(field -> field.getType() == Pattern.class)
                        .map(PatternsTest::value);
    }

    private static Pattern value(Field field) {
        try {
            field.setAccessible(true);
            return (Pattern) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** What is written where it is used, as a constant of the class. */
    private static void inline(ClassModel type, Map<String, Pattern> held, Map<String, Pattern> searched) {
        for (MethodModel method : type.methods()) {
            List<String> texts = new ArrayList<>();
            for (CodeElement element :
                    method.code().map(code -> code.elementList()).orElse(List.of())) {
                if (element instanceof ConstantInstruction constant
                        && constant.constantValue() instanceof String text) {
                    texts.add(text);
                } else if (element instanceof InvokeInstruction call) {
                    String name =
                            call.owner().asInternalName() + "." + call.name().stringValue();
                    int behind = TAKING.getOrDefault(name, -1);
                    if (behind >= 0 && texts.size() > behind) {
                        Pattern pattern = Pattern.compile(texts.get(texts.size() - 1 - behind));
                        (SEARCHING.contains(call.name().stringValue()) ? searched : held)
                                .put(pattern.pattern(), pattern);
                    }
                }
            }
        }
    }
}
