package org.saphan.evidence.receipt;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// `verify RECEIPT [--trust FILE]`: what the verifier found, for a person, in Thai and English.
public final class VerifyCommand {

    private static final String HELP =
            """
            ใช้ / usage: verify RECEIPT [--trust FILE]

            ตรวจใบรับโดยไม่ต้องติดต่อใคร / checks a receipt without asking anybody.
              --trust FILE   หลักความเชื่อถือ: 'saphan trust export' เขียนให้
                             the trust anchor, as 'saphan trust export' writes it; without it the
                             answer is never a yes
            สถานะ / exit status: 0 holds, 2 holds but incomplete, 1 fails
            """;

    private final PrintStream out;

    private VerifyCommand(PrintStream out) {
        this.out = out;
    }

    private record Asked(Path receipt, Optional<Path> trust) {}

    public static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        try {
            var asked = read(words);
            var anchor = asked.trust().map(VerifyCommand::anchor);
            var verdict = Verifier.verify(bytes(asked.receipt()), anchor, Instant.now());
            new VerifyCommand(out).print(verdict);
            return verdict.exitStatus();
        } catch (MalformedText e) {
            err.println("verify: " + e.getMessage());
            return 1;
        }
    }

    private static Asked read(List<String> words) {
        Optional<Path> receipt = Optional.empty();
        Optional<Path> trust = Optional.empty();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.equals("--trust") && i + 1 < words.size()) {
                trust = Optional.of(Path.of(words.get(++i)));
            } else if (!word.startsWith("-") && receipt.isEmpty()) {
                receipt = Optional.of(Path.of(word));
            } else {
                throw new MalformedText("usage", "verify RECEIPT [--trust FILE]");
            }
        }
        return new Asked(
                receipt.orElseThrow(
                        () -> new MalformedText("usage", "verify RECEIPT [--trust FILE]")),
                trust);
    }

    private static Anchor anchor(Path file) {
        try {
            return Anchor.parse(bytes(file));
        } catch (MalformedText e) {
            throw new MalformedText(file.toString(), "not a trust anchor: " + e.getMessage());
        }
    }

    private static Bytes bytes(Path file) {
        try {
            if (Files.size(file) > Receipt.MAX_BYTES) {
                throw new MalformedText(file.toString(), "larger than a receipt can be");
            }
            return Bytes.owning(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new MalformedText(file.toString(), "cannot be read");
        }
    }

    private void print(Verdict verdict) {
        verdict.summary().ifPresent(this::print);
        for (var finding : verdict.findings()) {
            out.printf(
                    "  %s %-14s %s / %s%n",
                    mark(finding.standing()),
                    finding.part().english(),
                    finding.thai(),
                    finding.english());
        }
        out.println();
        out.println(conclusion(verdict));
    }

    private void print(Verdict.Summary said) {
        out.println("ใบรับ receipt   " + said.exchange());
        out.println("เวลา time       " + said.time());
        out.println("ผู้ขอ consumer   " + said.consumer());
        out.println("บริการ service   " + said.provider());
        out.println("วัตถุประสงค์ purpose " + said.purpose());
        out.println("ข้อตกลง agreement " + said.agreement());
        out.println("ผล outcome      " + said.outcome());
        out.println();
    }

    private static String mark(Verdict.Standing standing) {
        return switch (standing) {
            case HOLDS -> "✓";
            case PENDING -> "…";
            case FAILS -> "✗";
        };
    }

    private static String conclusion(Verdict verdict) {
        return switch (verdict.standing()) {
            case HOLDS -> "ใบรับนี้เชื่อถือได้ / This receipt holds.";
            case FAILS ->
                    "ใบรับนี้เชื่อถือไม่ได้ ส่วนที่ผิดมีเครื่องหมาย ✗ อย่าใช้เป็นหลักฐาน"
                            + " / This receipt FAILS at the parts marked ✗. Do not rely on it.";
            case PENDING ->
                    verdict.unpinnedRoot().isEmpty()
                            ? "ถูกต้องเท่าที่ตรวจได้ ยังขาดส่วนที่มีเครื่องหมาย … ขอใบรับใหม่ในอีกสักครู่"
                                    + " / Good so far; the parts marked … are pending. Fetch the"
                                    + " receipt again in a while."
                            : "สอดคล้องกัน แต่ไม่ได้ระบุว่าเชื่อรากใด โปรดใช้ --trust"
                                    + " / Consistent, under unpinned root "
                                    + verdict.unpinnedRoot().get()
                                    + ". Say which root you trust with --trust.";
        };
    }
}
