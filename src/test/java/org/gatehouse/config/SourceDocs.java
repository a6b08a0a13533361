package org.gatehouse.config;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the Javadoc in one source says of its members, in the order of the source. */
final class SourceDocs extends TreePathScanner<Void, String> {
    private final DocTrees trees;
    private final UnaryOperator<String> link;
    private final Map<String, String> found = new LinkedHashMap<>();

    private SourceDocs(DocTrees trees, UnaryOperator<String> link) {
        this.trees = trees;
        this.link = link;
    }

    /**
     * By {@code Interface.method} or {@code Enum.CONSTANT}, as Markdown in one line.
     *
     * @param link the text for a link to such a member
     */
    static Map<String, String> of(Class<?> type, UnaryOperator<String> link) throws IOException {
        Path source = Path.of("src", "main", "java", type.getName().replace('.', '/') + ".java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            SourceDocs docs = new SourceDocs(DocTrees.instance(task), link);
            for (CompilationUnitTree unit : task.parse()) {
                docs.scan(unit, "");
            }
            return docs.found;
        }
    }

    @Override
    public Void visitClass(ClassTree node, String outer) {
        return super.visitClass(node, node.getSimpleName().toString());
    }

    @Override
    public Void visitMethod(MethodTree node, String type) {
        note(type, node.getName().toString());
        return null;
    }

    @Override
    public Void visitVariable(VariableTree node, String type) {
        note(type, node.getName().toString());
        return null;
    }

    private void note(String type, String member) {
        DocCommentTree doc = trees.getDocCommentTree(getCurrentPath());
        if (doc != null) {
            String text =
                    doc.getFullBody().stream().map(part -> markdown(type, part)).collect(Collectors.joining());
            found.put(type + "." + member, text.replaceAll("\\s+", " ").strip());
        }
    }

    private String markdown(String type, DocTree part) {
        return switch (part) {
            case LinkTree there -> {
                String member = there.getReference().getSignature().replaceAll("[()]", "");
                yield link.apply(member.startsWith("#") ? type + "." + member.substring(1) : member.replace('#', '.'));
            }
            case LiteralTree literal -> "`" + literal.getBody().getBody() + "`";
            default -> part.toString();
        };
    }
}
