package org.saphan;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The shape of the code: who may use whom, that every package introduces itself, and how long things
/// may be. An exception is a comment `// tidy:` with its reason, on the line it is about.
class StructureTest {

    private static final int FILE_LINES = 600;
    private static final int METHOD_LINES = 70;
    private static final int CONSTRUCTOR_PARAMETERS = 8;

    private static final Set<String> EVERY_FRONT =
            Set.of(
                    "kernel",
                    "evidence",
                    "members",
                    "callers",
                    "notary",
                    "undertakings",
                    "agreements",
                    "exchange",
                    "governance",
                    "datastore",
                    "catalogue",
                    "tracker",
                    "portal");

    /// Who may use whom. A new edge is a design decision: add it here and say why in the commit.
    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    entry("kernel", Set.of("evidence")),
                    entry("members", Set.of("kernel", "evidence")),
                    entry("notary", Set.of("kernel", "evidence", "members")),
                    entry("callers", Set.of("kernel", "evidence", "members")),
                    entry("undertakings", Set.of("kernel", "evidence", "members")),
                    entry("governance", Set.of("kernel", "evidence", "members")),
                    entry(
                            "agreements",
                            Set.of("kernel", "evidence", "members", "undertakings", "governance")),
                    entry(
                            "exchange",
                            Set.of(
                                    "kernel",
                                    "evidence",
                                    "members",
                                    "callers",
                                    "notary",
                                    "undertakings",
                                    "agreements",
                                    "governance")),
                    entry("datastore", Set.of("kernel", "evidence", "members", "governance")),
                    entry(
                            "catalogue",
                            Set.of(
                                    "kernel",
                                    "evidence",
                                    "members",
                                    "governance",
                                    "datastore",
                                    "agreements")),
                    entry("tracker", Set.of("kernel", "evidence", "members", "agreements")),
                    entry("demo", EVERY_FRONT),
                    entry("portal", EVERY_FRONT),
                    entry(
                            "main",
                            Stream.concat(EVERY_FRONT.stream(), Stream.of("demo"))
                                    .collect(Collectors.toSet())));

    /// Every name a class mentions is text in its constant pool: types, signatures, annotations.
    @Test
    void domains_use_only_the_domains_they_may() throws IOException {
        var root = root().resolve("server/target/classes/org/saphan");
        var mention = Pattern.compile("org/saphan/(\\w+)/");
        var strays = new TreeSet<String>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                var from = root.relativize(file).getName(0).toString();
                var allowed = MAY_USE.getOrDefault(from, Set.of());
                for (var constant : ClassFile.of().parse(file).constantPool()) {
                    if (constant instanceof Utf8Entry text) {
                        mention.matcher(text.stringValue())
                                .results()
                                .map(found -> found.group(1))
                                .filter(to -> !to.equals(from) && !allowed.contains(to))
                                .forEach(to -> strays.add(from + " -> " + to));
                    }
                }
            }
        }
        assertThat(strays).isEmpty();
    }

    @Test
    void every_package_opens_with_a_tour() throws IOException {
        var without = new TreeSet<String>();
        for (var directory : packages()) {
            var info = directory.resolve("package-info.java");
            if (!Files.exists(info) || !isTour(Files.readString(info))) {
                without.add(root().relativize(directory).toString());
            }
        }
        assertThat(without).isEmpty();
    }

    private static boolean isTour(String info) {
        return info.startsWith("///")
                && info.lines().filter(line -> line.startsWith("///")).count() >= 3
                && info.contains("@org.jspecify.annotations.NullMarked");
    }

    private static Set<Path> packages() throws IOException {
        var packages = new TreeSet<Path>();
        for (var file : sources("src/main/java")) {
            packages.add(file.getParent());
        }
        return packages;
    }

    @Test
    void no_file_is_longer_than_a_reader_can_bear() throws IOException {
        var longOnes = new TreeSet<String>();
        for (var file : sources("src")) {
            long lines = Files.readString(file).lines().filter(StructureTest::isCode).count();
            if (lines > FILE_LINES) {
                longOnes.add(file.getFileName() + ": " + lines + " lines of code");
            }
        }
        assertThat(longOnes).isEmpty();
    }

    private static boolean isCode(String line) {
        var text = line.strip();
        return !text.isEmpty()
                && !text.startsWith("//")
                && !text.startsWith("import ")
                && !text.startsWith("*")
                && !text.startsWith("/*");
    }

    @Test
    void no_method_is_too_long_and_no_constructor_asks_for_too_much() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources("src")));
            var findings = new TreeSet<String>();
            var ruler = new Ruler(Trees.instance(task), findings);
            for (var unit : task.parse()) {
                ruler.scan(unit, null);
            }
            assertThat(findings).isEmpty();
        }
    }

    /// Measures methods and the constructors of classes. A record's components are its data.
    private static final class Ruler extends TreePathScanner<Void, Void> {

        private final Trees trees;
        private final Set<String> findings;

        Ruler(Trees trees, Set<String> findings) {
            this.trees = trees;
            this.findings = findings;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            var unit = getCurrentPath().getCompilationUnit();
            long first = line(unit, trees.getSourcePositions().getStartPosition(unit, method));
            long last = line(unit, trees.getSourcePositions().getEndPosition(unit, method));
            boolean tooLong = last - first >= METHOD_LINES;
            boolean asksTooMuch =
                    method.getReturnType() == null
                            && method.getParameters().size() > CONSTRUCTOR_PARAMETERS
                            && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                            && owner.getKind() != Tree.Kind.RECORD;
            if ((tooLong || asksTooMuch) && !isExcused(unit, first)) {
                findings.add(Path.of(unit.getSourceFile().getName()).getFileName() + ":" + first);
            }
            return super.visitMethod(method, nothing);
        }

        private static long line(CompilationUnitTree unit, long position) {
            return unit.getLineMap().getLineNumber(position);
        }

        private static boolean isExcused(CompilationUnitTree unit, long line) {
            try {
                return unit.getSourceFile()
                        .getCharContent(true)
                        .toString()
                        .lines()
                        .skip(Math.max(0, line - 2))
                        .limit(2)
                        .anyMatch(text -> text.contains("// tidy: "));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void nothing_is_left_for_later_without_an_issue() throws IOException {
        var mark = Pattern.compile("\\b(TO" + "DO(?!\\(#\\d+\\))|FIX" + "ME)\\b");
        var left = new TreeSet<String>();
        for (var file : sources("src")) {
            if (mark.matcher(Files.readString(file)).find()) {
                left.add(file.getFileName().toString());
            }
        }
        assertThat(left).isEmpty();
    }

    private static List<Path> sources(String below) throws IOException {
        var all = new TreeSet<Path>();
        for (var module : List.of("evidence", "server", "acceptance")) {
            var directory = root().resolve(module).resolve(below);
            if (Files.isDirectory(directory)) {
                try (var files = Files.walk(directory)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
                }
            }
        }
        return List.copyOf(all);
    }

    /// Maven runs tests in their module's directory.
    private static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }
}
