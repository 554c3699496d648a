package org.saphan.evidence.receipt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.Statement;
import org.saphan.evidence.VerifyingKey;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.receipt.Certificates.Certified;
import org.saphan.evidence.receipt.Verdict.Finding;
import org.saphan.evidence.receipt.Verdict.Part;
import org.saphan.evidence.receipt.Verdict.Standing;
import org.saphan.evidence.time.Timestamps;

/// Checks a receipt, offline, part by part. Nobody's word counts but the anchor's root.
public final class Verifier {

    /// Clocks of two nodes may differ by this much.
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final Receipt receipt;
    private final Certificates certificates;
    private final Leaf.Exchange leaf;
    private final RequestStatement request;
    private final Statement outcome;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Use> uses = new ArrayList<>();
    private Optional<Instant> stamped = Optional.empty();

    /// A key that signed something here, and a moment at which it had to count.
    private record Use(Certified key, Instant at) {}

    private Verifier(Receipt receipt, Certificates certificates, Leaf.Exchange leaf, Instant now) {
        this.receipt = receipt;
        this.certificates = certificates;
        this.leaf = leaf;
        this.request = RequestStatement.parse(leaf.request());
        this.outcome = Statement.parse(leaf.outcome());
        this.now = now;
    }

    /// @param anchor without one the root is taken from nowhere and the verdict is never a yes
    public static Verdict verify(Bytes file, Optional<Anchor> anchor, Instant now) {
        Receipt.Read read;
        try {
            read = Receipt.read(file);
        } catch (MalformedText e) {
            return broken(Part.FILE, "อ่านแฟ้มใบรับไม่ได้", "not a receipt: " + e.getMessage());
        }
        if (!read.intact()) {
            return broken(
                    Part.FILE, "แฟ้มถูกเปลี่ยนแปลง", "the file was changed after it was made");
        }
        return verify(read.receipt(), anchor, now);
    }

    private static Verdict broken(Part part, String thai, String english) {
        return new Verdict(
                List.of(new Finding(part, Standing.FAILS, thai, english)),
                Optional.empty(),
                Optional.empty());
    }

    private static Verdict verify(Receipt receipt, Optional<Anchor> anchor, Instant now) {
        try {
            var leaf = Leaf.parse(receipt.leaf());
            if (!(leaf instanceof Leaf.Exchange exchange)) {
                return broken(
                        Part.FILE, "ไม่ใช่ใบรับของการแลกเปลี่ยน", "its leaf is not of an exchange");
            }
            var root = anchor.or(() -> unpinned(receipt));
            if (root.isEmpty()) {
                return broken(
                        Part.CERTIFICATES,
                        "ไม่มีใบรับรองราก โปรดระบุ --trust",
                        "no root certificate is known; give one with --trust");
            }
            var certificates = Certificates.of(receipt.certificates(), root.get());
            var unpinned =
                    anchor.isPresent()
                            ? Optional.<String>empty()
                            : root.map(found -> found.root().sha256().hex());
            return new Verifier(receipt, certificates, exchange, now).verdict(unpinned);
        } catch (MalformedText e) {
            var part = e.field().equals("certificate") ? Part.CERTIFICATES : Part.FILE;
            return broken(part, "ข้อมูลในใบรับไม่ถูกต้อง", "not well-formed: " + e.getMessage());
        }
    }

    /// The receipt brings its root along, so that it can at least be checked for consistency.
    private static Optional<Anchor> unpinned(Receipt receipt) {
        return receipt.certificates().stream()
                .filter(der -> Certificates.parse(der).getBasicConstraints() >= 0)
                .findFirst()
                .map(der -> new Anchor(instance(der), der, new TreeMap<>()));
    }

    private static String instance(Bytes der) {
        var name = Certificates.parse(der).getSubjectX500Principal().getName();
        int at = name.indexOf("O=", name.indexOf(",O=") < 0 ? 0 : name.indexOf(",O="));
        var rest = name.substring(at + 2);
        return rest.contains(",") ? rest.substring(0, rest.indexOf(',')) : rest;
    }

    private Verdict verdict(Optional<String> unpinned) {
        holds(Part.FILE, "แฟ้มครบถ้วน", "whole and unchanged");
        holds(
                Part.CERTIFICATES,
                "ทุกใบออกโดยรากเดียวกัน",
                receipt.certificates().size() + " certificates, all signed by the root");
        checkTimestamp();
        checkRequestSeal();
        checkOutcomeSeal();
        checkBinding();
        checkAgreement();
        checkSalts();
        checkInclusion();
        checkCheckpoint();
        checkWitness();
        checkTime();
        findings.sort((a, b) -> a.part().compareTo(b.part()));
        return new Verdict(findings, Optional.of(summary()), unpinned);
    }

    private void holds(Part part, String thai, String english) {
        findings.add(new Finding(part, Standing.HOLDS, thai, english));
    }

    private void pending(Part part, String thai, String english) {
        findings.add(new Finding(part, Standing.PENDING, thai, english));
    }

    private void fails(Part part, String thai, String english) {
        findings.add(new Finding(part, Standing.FAILS, thai, english));
    }

    private void checkTimestamp() {
        if (receipt.timestamp().isEmpty()) {
            pending(
                    Part.TIMESTAMP,
                    "ยังไม่มี ขอใบรับใหม่ภายหลัง",
                    "not there yet; fetch the receipt again later");
            return;
        }
        try {
            var found = Timestamps.check(receipt.timestamp().get(), receipt.checkpoint().text());
            var authority = certificates.foreign(found.certificate());
            if (!authority.role().equals("time")) {
                throw new MalformedText("timestamp", "not by the exchange's authority");
            }
            if (!certificates.isGoodAt(authority, found.time())) {
                throw new MalformedText("timestamp", "by a key that did not count then");
            }
            stamped = Optional.of(found.time());
            holds(
                    Part.TIMESTAMP,
                    "หัวบันทึกมีอยู่แล้วเมื่อ " + found.time(),
                    "the checkpoint existed at " + found.time());
        } catch (MalformedText e) {
            fails(Part.TIMESTAMP, "เวลารับรองไม่ถูกต้อง", String.valueOf(e.getMessage()));
        }
    }

    private void checkRequestSeal() {
        if (leaf.requestSeal().isEmpty()) {
            checkMissingSeal();
            return;
        }
        check(
                Part.REQUEST_SEAL,
                leaf.request(),
                leaf.requestSeal().get(),
                request.consumerMember());
    }

    /// Only a consumer's node that refused its own caller may leave the request unsealed.
    private void checkMissingSeal() {
        boolean ownRefusal =
                leaf.role() == Leaf.Role.CONSUMER
                        && outcome instanceof RefusalStatement refusal
                        && refusal.by().equals(request.consumerMember());
        if (ownRefusal) {
            holds(
                    Part.REQUEST_SEAL,
                    "ไม่ต้องมี เพราะโหนดผู้ขอปฏิเสธเอง",
                    "none needed: the consumer's own node refused");
        } else {
            fails(Part.REQUEST_SEAL, "ไม่มีตราประทับ", "is missing");
        }
    }

    private void checkOutcomeSeal() {
        check(Part.OUTCOME_SEAL, leaf.outcome(), leaf.outcomeSeal(), outcomeMember());
    }

    private String outcomeMember() {
        return switch (outcome) {
            case AnswerStatement answer -> answer.providerMember();
            case RefusalStatement refusal -> refusal.by();
            case RequestStatement _ -> "";
        };
    }

    private void check(Part part, Bytes text, Bytes sealBytes, String member) {
        try {
            var seal = Seal.parse(sealBytes);
            var key = sealedBy(text, seal, member);
            uses.add(new Use(key, seal.time()));
            uses.add(new Use(key, head()));
            holds(part, "โดย " + member, "by " + member);
        } catch (MalformedText e) {
            fails(part, "ไม่ใช่ของ " + member, "not by " + member + ": " + e.getMessage());
        }
    }

    private Certified sealedBy(Bytes text, Seal seal, String member) {
        if (!seal.signer().equals(member)) {
            throw new MalformedText("signer", "another member");
        }
        var key =
                certificates
                        .find(seal.key(), "seal", member)
                        .orElseThrow(
                                () -> new MalformedText("key", "no certificate of this member"));
        var verifying = VerifyingKey.of(key.certificate().getPublicKey());
        if (!verifying.algorithm().equals(seal.algorithm())
                || !verifying.verifies(seal.batchText(text), seal.signature())) {
            throw new MalformedText("signature", "does not fit");
        }
        return key;
    }

    /// Do the two statements speak of the same exchange, and the file of it too?
    private void checkBinding() {
        var hash = leaf.request().sha256();
        boolean bound =
                receipt.exchange().equals(request.exchange())
                        && receipt.exchange().equals(outcome.exchange())
                        && switch (outcome) {
                            case AnswerStatement answer ->
                                    answer.request().equals(hash)
                                            && request.provider()
                                                    .equals(Optional.of(answer.provider()));
                            case RefusalStatement refusal ->
                                    refusal.request().equals(hash) && isParty(refusal.by());
                            case RequestStatement _ -> false;
                        };
        if (bound) {
            holds(
                    Part.BINDING,
                    "ผลนี้ตอบคำขอนี้",
                    "the outcome names exactly this request, and this file names both");
        } else {
            fails(
                    Part.BINDING,
                    "ผลไม่ใช่ของคำขอนี้",
                    "the outcome is not that of this request, or the file names another exchange");
        }
    }

    private boolean isParty(String member) {
        return member.equals(request.consumerMember())
                || request.providerMember().equals(Optional.of(member));
    }

    private void checkAgreement() {
        if (request.agreement().isEmpty()) {
            if (outcome instanceof RefusalStatement && receipt.agreement().isEmpty()) {
                holds(
                        Part.AGREEMENT,
                        "ไม่มีข้อตกลงรองรับ จึงถูกปฏิเสธ",
                        "none allowed this, and it was refused");
            } else {
                fails(Part.AGREEMENT, "ไม่ได้อ้างข้อตกลง", "the request names none");
            }
            return;
        }
        if (receipt.agreement().isEmpty()) {
            fails(Part.AGREEMENT, "ไม่มีข้อความข้อตกลง", "the text of the agreement is missing");
            return;
        }
        try {
            checkAgreement(receipt.agreement().get(), request.agreement().get());
        } catch (MalformedText e) {
            fails(Part.AGREEMENT, "ข้อตกลงไม่รองรับ", String.valueOf(e.getMessage()));
        }
    }

    private void checkAgreement(Sealed sealed, RequestStatement.AgreementReference named) {
        var text = AgreementText.parse(sealed.text());
        if (!sealed.text().sha256().equals(named.hash())
                || !text.id().equals(named.id())
                || text.version() != named.version()) {
            throw new MalformedText("agreement", "another text than the request names");
        }
        for (var party : List.of(text.consumer(), text.provider())) {
            requireSealed(sealed, party);
        }
        if (sealed.seals().size() != 2) {
            throw new MalformedText("agreement", "carries seals of others than its parties");
        }
        requireCovered(text, named.clause());
        holds(
                Part.AGREEMENT,
                text.titleTh(),
                text.id()
                        + " version "
                        + text.version()
                        + ", sealed by both parties, clause "
                        + named.clause());
    }

    /// The key counts at the time of the seal, however long ago that was: an agreement outlives keys.
    /// Nobody gains by a false time, since the keys of today vouch for the text by its hash.
    private void requireSealed(Sealed sealed, String party) {
        var seal =
                sealed.seals().stream()
                        .filter(candidate -> candidate.signer().equals(party))
                        .findFirst()
                        .orElseThrow(
                                () -> new MalformedText("agreement", party + " has not sealed it"));
        uses.add(new Use(sealedBy(sealed.text(), seal, party), seal.time()));
    }

    /// An answer must lie within the clause; a refusal says why it does not.
    private void requireCovered(AgreementText text, String clauseId) {
        var clause =
                text.clause(clauseId)
                        .orElseThrow(() -> new MalformedText("clause", "is not in the agreement"));
        if (!(outcome instanceof AnswerStatement answer)) {
            return;
        }
        boolean covered =
                clause.systems().contains(request.consumer())
                        && clause.service().equals(answer.provider())
                        && request.purpose().map(clause.purposes()::contains).orElse(false)
                        && clause.endpoints().stream()
                                .anyMatch(e -> e.method().equals(request.method()))
                        && !request.time().isBefore(text.notBefore())
                        && request.time().isBefore(text.notAfter());
        if (!covered) {
            throw new MalformedText("clause", "does not allow this request");
        }
    }

    private void checkSalts() {
        if (receipt.salts().isEmpty()) {
            return;
        }
        var salts = receipt.salts().get();
        boolean fit =
                salts.only(Salts.OF_REQUEST).hash().equals(request.salts())
                        && switch (outcome) {
                            case AnswerStatement answer ->
                                    salts.only(Salts.OF_ANSWER).hash().equals(answer.salts());
                            case RefusalStatement _, RequestStatement _ ->
                                    salts.only(Salts.OF_ANSWER).values().isEmpty();
                        }
                        && salts.of(Salts.Part.SUBJECT).isEmpty();
        if (fit) {
            holds(Part.SALTS, "ตรงกับที่ประทับตรา", "those that the statements name");
        } else {
            fails(Part.SALTS, "ไม่ตรงกับที่ประทับตรา", "not those that the statements name");
        }
    }

    private void checkInclusion() {
        var head = receipt.checkpoint();
        try {
            var root =
                    Merkle.rootBy(
                            Merkle.leaf(receipt.leaf()),
                            receipt.index(),
                            head.size(),
                            receipt.path());
            if (root.equals(head.root())) {
                holds(
                        Part.INCLUSION,
                        "ลำดับที่ " + receipt.index(),
                        "leaf " + receipt.index() + " of " + head.size() + " in " + head.origin());
                return;
            }
        } catch (MalformedText e) {
            // falls through: one message for every way of being wrong
        }
        fails(
                Part.INCLUSION,
                "ไม่ได้อยู่ในบันทึกนี้",
                "the path does not lead from this leaf to the checkpoint");
    }

    private void checkCheckpoint() {
        var head = receipt.checkpoint();
        var log =
                certificates.ofRole("log").stream()
                        .filter(key -> key.name().equals(head.origin()))
                        .filter(key -> head.isSignedBy(noteKey(key, NoteKey.Kind.LOG)))
                        .findFirst();
        if (log.isPresent()) {
            uses.add(new Use(log.get(), head()));
            holds(Part.CHECKPOINT, "ลงนามโดยบันทึก", "signed by the log " + head.origin());
        } else {
            fails(
                    Part.CHECKPOINT,
                    "ไม่ได้ลงนามโดยบันทึกที่รับรองแล้ว",
                    "not signed by a certified key of " + head.origin());
        }
    }

    private static NoteKey noteKey(Certified key, NoteKey.Kind kind) {
        return NoteKey.of(key.name(), kind, key.certificate().getPublicKey());
    }

    /// A site's witness and its log have neighbouring names; its own witness proves nothing.
    private void checkWitness() {
        var head = receipt.checkpoint();
        var seen = new ArrayList<String>();
        for (var key : certificates.ofRole("witness")) {
            var at = head.witnessedBy(noteKey(key, NoteKey.Kind.WITNESS));
            if (at.isPresent() && !siteOf(key.name()).equals(siteOf(head.origin()))) {
                uses.add(new Use(key, head()));
                seen.add(key.name());
            }
        }
        int others = head.signatures().size() - 1;
        if (seen.size() < others) {
            fails(
                    Part.WITNESS,
                    "มีลายมือชื่อพยานที่ไม่ถูกต้อง",
                    "a signature under the checkpoint is not that of a certified witness");
        } else if (seen.isEmpty()) {
            pending(
                    Part.WITNESS,
                    "ยังไม่มีพยาน ขอใบรับใหม่ภายหลัง",
                    "no other site has seen this checkpoint yet; fetch the receipt again later");
        } else {
            holds(
                    Part.WITNESS,
                    "เห็นโดย " + seen.size() + " แห่ง",
                    "seen by " + String.join(", ", seen));
        }
    }

    /// `saphan.example/th/oic` of `saphan.example/th/oic/log`.
    private static String siteOf(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    /// The moment when the checkpoint certainly existed.
    private Instant head() {
        return stamped.orElse(now);
    }

    /// Whatever happened to a key later spoils nothing; whatever was sealed later is impossible.
    private void checkTime() {
        var late = late(head());
        if (late.isPresent()) {
            fails(Part.TIME, "ลำดับเวลาเป็นไปไม่ได้", late.get());
            return;
        }
        for (var use : uses) {
            if (!certificates.isGoodAt(use.key(), use.at())) {
                fails(
                        Part.TIME,
                        "กุญแจของ " + use.key().name() + " ใช้ไม่ได้ในเวลานั้น",
                        "the key of " + use.key().name() + " did not count at " + use.at());
                return;
            }
        }
        holds(
                Part.TIME,
                "กุญแจทุกดอกใช้ได้ในเวลานั้น",
                "every key counted then, and nothing was sealed after " + head());
    }

    private Optional<String> late(Instant at) {
        if (outcome.time().isBefore(request.time().minus(SKEW))) {
            return Optional.of("the outcome is older than its request");
        }
        boolean sealedLater = uses.stream().anyMatch(use -> use.at().isAfter(at.plus(SKEW)));
        return sealedLater || outcome.time().isAfter(at.plus(SKEW))
                ? Optional.of("what the checkpoint holds is younger than it")
                : Optional.empty();
    }

    private Verdict.Summary summary() {
        return new Verdict.Summary(
                request.exchange(),
                request.time().toString(),
                request.consumer(),
                request.provider().orElse("-"),
                request.purpose().orElse("-"),
                request.agreement()
                        .map(a -> a.id() + " version " + a.version() + ", clause " + a.clause())
                        .orElse("-"),
                switch (outcome) {
                    case AnswerStatement answer -> "answered with status " + answer.status();
                    case RefusalStatement refusal -> "refused: " + refusal.reason();
                    case RequestStatement _ -> "-";
                });
    }
}
