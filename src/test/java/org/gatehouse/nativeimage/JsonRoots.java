package org.gatehouse.nativeimage;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the code gives to Jackson by itself, beside what resource methods declare. Read: each class named in a class that reads
 * documents. Written: the type of what is on the stack when a body or a document is written; it is told by the instruction before.
 */
final class JsonRoots {
    private static final String MAPPER = "com.fasterxml.jackson.databind.ObjectMapper";
    private static final String TYPES = "com.fasterxml.jackson.databind.type.TypeFactory";
    private static final Set<String> READERS = Set.of("readValue", "treeToValue", "convertValue", "readerFor");

    /** Who writes what it is given as its last argument. */
    private final Set<String> writers = new HashSet<>(Set.of(
            MAPPER + ".valueToTree",
            MAPPER + ".writeValueAsString",
            MAPPER + ".writeValueAsBytes",
            MAPPER + ".writeValue",
            "jakarta.ws.rs.core.Response.ok",
            "jakarta.ws.rs.core.Response.accepted",
            "jakarta.ws.rs.core.Response$ResponseBuilder.entity"));

    private final Set<String> found = new TreeSet<>();
    private final List<ClassModel> code = OurClasses.compiled();

    private JsonRoots() {
        code.forEach(this::addRead);
        int known;
        do {
            // A method that hands on an Object which it was given is a writer too.
            known = writers.size();
            code.forEach(this::addWritten);
        } while (writers.size() > known);
    }

    static List<Class<?>> ofCode() {
        return new JsonRoots().found.stream().<Class<?>>map(OurClasses::load).toList();
    }

    private void addRead(ClassModel type) {
        List<CodeElement> elements =
                type.methods().stream().flatMap(JsonRoots::instructions).toList();
        if (elements.stream().noneMatch(JsonRoots::reads)) {
            return;
        }
        for (CodeElement element : elements) {
            if (element instanceof ConstantInstruction constant
                    && constant.constantValue() instanceof ClassDesc named
                    && !className(named).equals(OurClasses.name(type))) {
                add(named);
            }
        }
    }

    private static boolean reads(CodeElement element) {
        return element instanceof InvokeInstruction call
                && (isOf(call, TYPES)
                        || (isOf(call, MAPPER) && READERS.contains(call.name().stringValue())));
    }

    private static boolean isOf(InvokeInstruction call, String owner) {
        return owner(call).equals(owner) || owner(call).equals(owner.replace("ObjectMapper", "json.JsonMapper"));
    }

    private void addWritten(ClassModel type) {
        for (MethodModel method : type.methods()) {
            List<CodeElement> elements = instructions(method).toList();
            for (int i = 1; i < elements.size(); i++) {
                if (elements.get(i) instanceof InvokeInstruction call && writes(call)) {
                    add(written(type, method, elements.get(i - 1)));
                }
            }
        }
    }

    private boolean writes(InvokeInstruction call) {
        String method = owner(call).replace("json.JsonMapper", "ObjectMapper") + "."
                + call.name().stringValue();
        return writers.contains(method) && call.typeSymbol().parameterCount() > 0;
    }

    private ClassDesc written(ClassModel type, MethodModel method, CodeElement before) {
        String place = OurClasses.name(type) + "." + method.methodName().stringValue();
        return switch (before) {
            case InvokeInstruction call
            when call.name().equalsString("<init>") -> call.owner().asSymbol();
            case InvokeInstruction call -> call.typeSymbol().returnType();
            case FieldInstruction field -> field.typeSymbol();
            case TypeCheckInstruction cast -> cast.type().asSymbol();
            case NewObjectInstruction made -> made.className().asSymbol();
            case ConstantInstruction constant
            when constant.constantValue() instanceof String -> ConstantDescs.CD_String;
            case LoadInstruction load -> local(method, load.slot(), place);
            default -> throw new AssertionError("what " + place + " writes can't be told after " + before);
        };
    }

    private ClassDesc local(MethodModel method, int slot, String place) {
        ClassDesc type = variable(method, slot)
                .orElseThrow(() -> new AssertionError("no names of variables in " + place + ": compile with -g"));
        if (type.equals(ConstantDescs.CD_Object)) {
            if (slot >= parameterSlots(method)) {
                throw new AssertionError("what " + place + " writes is an Object of its own making");
            }
            writers.add(place);
        }
        return type;
    }

    private static int parameterSlots(MethodModel method) {
        int own = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
        return own + method.methodTypeSymbol().parameterCount();
    }

    private static Optional<ClassDesc> variable(MethodModel method, int slot) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(LocalVariable.class::isInstance)
                .map(LocalVariable.class::cast)
                .filter(variable -> variable.slot() == slot)
                .map(LocalVariable::typeSymbol)
                .findFirst();
    }

    private void add(ClassDesc type) {
        ClassDesc element = type.isArray() ? type.componentType() : type;
        if (className(element).startsWith(OurClasses.BASE)) {
            found.add(className(element));
        }
    }

    private static Stream<CodeElement> instructions(MethodModel method) {
        List<CodeElement> elements = new ArrayList<>();
        method.code()
                .ifPresent(code -> code.forEach(element -> {
                    if (element instanceof java.lang.classfile.Instruction) {
                        elements.add(element);
                    }
                }));
        return elements.stream();
    }

    private static String owner(InvokeInstruction call) {
        return call.owner().asInternalName().replace('/', '.');
    }

    private static String className(ClassDesc type) {
        String descriptor = type.descriptorString();
        return type.isClassOrInterface()
                ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                : descriptor;
    }
}
