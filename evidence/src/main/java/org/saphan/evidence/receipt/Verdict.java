package org.saphan.evidence.receipt;

import java.util.List;
import java.util.Optional;

/// What checking a receipt found out, part by part, in the order of the check.
///
/// @param unpinnedRoot the fingerprint of the root that the receipt itself brought, when nobody said
///                     which one counts; then the verdict is never a yes
public record Verdict(
        List<Finding> findings, Optional<Summary> summary, Optional<String> unpinnedRoot) {

    public enum Part {
        FILE("แฟ้ม", "file"),
        CERTIFICATES("ใบรับรอง", "certificates"),
        REQUEST_SEAL("ตราประทับคำขอ", "request seal"),
        OUTCOME_SEAL("ตราประทับผล", "outcome seal"),
        BINDING("คำขอและผลตรงกัน", "binding"),
        AGREEMENT("ข้อตกลง", "agreement"),
        SALTS("ค่าเกลือ", "salts"),
        INCLUSION("อยู่ในบันทึกหลักฐาน", "inclusion"),
        CHECKPOINT("หัวบันทึก", "checkpoint"),
        WITNESS("พยาน", "witness"),
        TIMESTAMP("เวลารับรอง", "timestamp"),
        TIME("ลำดับเวลา", "time");

        private final String thai;
        private final String english;

        Part(String thai, String english) {
            this.thai = thai;
            this.english = english;
        }

        public String thai() {
            return thai;
        }

        public String english() {
            return english;
        }
    }

    public enum Standing {
        HOLDS,
        PENDING,
        FAILS
    }

    public record Finding(Part part, Standing standing, String thai, String english) {}

    /// What the receipt says, for a person.
    ///
    /// @param outcome `200`, or the reason of a refusal
    public record Summary(
            String exchange,
            String time,
            String consumer,
            String provider,
            String purpose,
            String agreement,
            String outcome) {}

    public Verdict {
        findings = List.copyOf(findings);
    }

    public Standing standing() {
        if (any(Standing.FAILS)) {
            return Standing.FAILS;
        }
        return any(Standing.PENDING) || unpinnedRoot.isPresent()
                ? Standing.PENDING
                : Standing.HOLDS;
    }

    private boolean any(Standing standing) {
        return findings.stream().anyMatch(finding -> finding.standing() == standing);
    }

    /// 0 holds, 2 holds but is incomplete, 1 fails.
    public int exitStatus() {
        return switch (standing()) {
            case HOLDS -> 0;
            case PENDING -> 2;
            case FAILS -> 1;
        };
    }

    /// The standing of one part; empty when this receipt does not have it.
    public Optional<Standing> of(Part part) {
        return findings.stream()
                .filter(finding -> finding.part() == part)
                .map(Finding::standing)
                .findFirst();
    }
}
