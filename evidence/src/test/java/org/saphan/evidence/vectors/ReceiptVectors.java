package org.saphan.evidence.vectors;

import static org.saphan.evidence.receipt.Verdict.Part.AGREEMENT;
import static org.saphan.evidence.receipt.Verdict.Part.BINDING;
import static org.saphan.evidence.receipt.Verdict.Part.CERTIFICATES;
import static org.saphan.evidence.receipt.Verdict.Part.CHECKPOINT;
import static org.saphan.evidence.receipt.Verdict.Part.FILE;
import static org.saphan.evidence.receipt.Verdict.Part.INCLUSION;
import static org.saphan.evidence.receipt.Verdict.Part.OUTCOME_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.REQUEST_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.SALTS;
import static org.saphan.evidence.receipt.Verdict.Part.TIME;
import static org.saphan.evidence.receipt.Verdict.Part.TIMESTAMP;
import static org.saphan.evidence.receipt.Verdict.Part.WITNESS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.receipt.Verdict.Part;

/// `receipts.json`: whole receipts, what a checker holds, and how each part stands. What fails is said
/// here by hand, for each change; everything else holds.
final class ReceiptVectors {

    private static final Bytes OTHER = Bytes.utf8("other").sha256();
    private static final Duration YEAR = Duration.ofDays(365);

    private final Map<String, Bytes> bases = new TreeMap<>();
    private final List<Map<String, Object>> vectors = new ArrayList<>();

    private ReceiptVectors() {}

    static ReceiptVectors make() {
        var all = new ReceiptVectors();
        all.good();
        all.pending();
        all.statements();
        all.seals();
        all.binding();
        all.agreements();
        all.salts();
        all.certificates();
        all.trees();
        all.heads();
        all.stamps();
        all.times();
        all.files();
        all.bits();
        return all;
    }

    Map<String, Bytes> bases() {
        return bases;
    }

    List<Map<String, Object>> vectors() {
        return vectors;
    }

    private void good() {
        base("answered", _ -> {});
        base("answered-ed25519", Draft::useEd25519);
        base("refused-at-home", ReceiptVectors::refusedAtHome);
        base("refused", d -> d.refused = true);
        base("refused-without-agreement", ReceiptVectors::refusedWithoutAgreement);
        holds("an auditor's, without salts", d -> d.party = false);
        holds(
                "seals out of a batch",
                d -> {
                    d.batch = 5;
                    d.place = 3;
                });
        holds(
                "the only leaf of its log",
                d -> {
                    d.index = 0;
                    d.size = 1;
                });
        holds(
                "the last leaf of its log",
                d -> {
                    d.index = 6;
                });
        holds(
                "leaf 256 of 257",
                d -> {
                    d.index = 256;
                    d.size = 257;
                });
        holds(
                "seen by two witnesses",
                d -> d.witnesses.add(Draft.note("witness", "example.org/dga/witness")));
        holds(
                "the consumer's leaf, reconciled",
                d ->
                        d.leaf =
                                t ->
                                        t.set("site", "dlt")
                                                .set("role", "consumer")
                                                .set("seen", "reconciled"));
        holds(
                "a person proved by a token",
                d ->
                        d.request =
                                t ->
                                        t.set(
                                                "person",
                                                "token "
                                                        + Draft.commitment("person", "x")
                                                                .base64()));
        holds("nobody in person", d -> d.request = t -> t.set("person", "none"));
        holds(
                "an answer about nobody, with nothing removed",
                d -> d.outcome = t -> t.without("removed").without("removed").without("subject"));
        holds("an error as answer", d -> d.outcome = t -> t.set("status", 503));
        holds("certificates in another order", d -> d.file = t -> t.swapped(1).swapped(2));
        holds("the root's certificate left out", d -> d.file = t -> t.without("certificate"));
        holds("the authority's certificate besides", d -> d.more.add(d.time));
        holds("seals of the agreement in another order", d -> d.agreementSeals = t -> t.swapped(1));
        holds(
                "an agreement of two clauses",
                d ->
                        d.agreement =
                                t ->
                                        t.line("clause", "c2")
                                                .line("consumer-system", Draft.CONSUMER + "/tax")
                                                .line("service", Draft.SERVICE)
                                                .line("endpoint", "PUT /")
                                                .line("purpose", "other")
                                                .line("person", "none"));
        holds("the witness signed before the log", d -> d.note = t -> swappedSignatures(t));
        holds(
                "an hour that the witness's clock is off",
                d -> d.note = t -> t.replace(cosigned(d, t, 0), cosigned(d, t, 3600)));
    }

    private static void refusedAtHome(Draft d) {
        d.refuseAtHome();
    }

    /// Nothing is known of the service, and no agreement was found.
    private static void refusedWithoutAgreement(Draft d) {
        d.refuseAtHome();
        d.request =
                t ->
                        t.without("provider")
                                .without("agreement")
                                .without("agreement-version")
                                .without("agreement-hash")
                                .without("clause")
                                .without("purpose");
        d.outcome = t -> t.set("reason", "no_agreement");
        d.file = t -> t.without("agreement");
    }

    private void pending() {
        pends("no witness yet", d -> d.witnesses.clear(), WITNESS);
        pends("no timestamp yet", d -> d.stamp = java.util.Optional.empty(), TIMESTAMP);
        pends(
                "neither witness nor timestamp yet",
                d -> {
                    d.witnesses.clear();
                    d.stamp = java.util.Optional.empty();
                },
                WITNESS,
                TIMESTAMP);
        add("no anchor", d -> d.anchored = false, Set.of(), Set.of(), 2);
        add(
                "no anchor, and the root left out",
                d -> {
                    d.anchored = false;
                    d.file = t -> t.without("certificate");
                },
                Set.of(CERTIFICATES),
                Set.of(),
                1);
        add(
                "no anchor, and another root",
                d -> {
                    d.anchored = false;
                    d.root = d.root.by(Certificate.OTHER_ROOT).of("TH");
                },
                Set.of(CERTIFICATES),
                Set.of(),
                1);
        add(
                "no anchor, a wrong seal",
                d -> {
                    d.anchored = false;
                    d.requestSeal = t -> t.set("time", "2026-11-24T03:00:00.124Z");
                },
                Set.of(REQUEST_SEAL),
                Set.of(),
                1);
    }

    /// A line of a statement changed after it was sealed: first in the file alone, then before it was
    /// logged.
    private void statements() {
        request("exchange", "019a0000-0000-7000-8000-00000000000f");
        request("time", "2026-11-24T03:00:00.124Z");
        request("consumer", "TH/GOV/DLT/fax", AGREEMENT);
        request("provider", "TH/GOV/OIC/motor/cmi-chack");
        request("agreement", "dsa-2", AGREEMENT);
        request("agreement-version", 2, AGREEMENT);
        request("agreement-hash", OTHER, AGREEMENT);
        request("clause", "c2", AGREEMENT);
        request("purpose", "marketing", AGREEMENT);
        request("person", "none");
        request("method", "PUT", AGREEMENT);
        request("target", OTHER);
        request("head", OTHER);
        request("body", OTHER);
        request("body-length", 1);
        request("salts", OTHER, SALTS);
        request("trust-list", 4);
        outcome("exchange", "019a0000-0000-7000-8000-00000000000f", BINDING);
        outcome("time", "2026-11-24T03:00:00.164Z");
        outcome("request", OTHER, BINDING);
        outcome("provider", "TH/GOV/OIC/motor/cmi-chack", BINDING, AGREEMENT);
        outcome("status", 404);
        outcome("head", OTHER);
        outcome("body", OTHER);
        outcome("body-length", 21);
        outcome("removed", "/owner/agenda");
        outcome("removed-other", 0);
        outcome("subject", OTHER);
        outcome("salts", OTHER, SALTS);
        outcome("trust-list", 4);
    }

    private void request(String line, Object value, Part... more) {
        var fails = with(more, REQUEST_SEAL, BINDING);
        changed("request", line, value, fails);
    }

    private void outcome(String line, Object value, Part... more) {
        changed("outcome", line, value, with(more, OUTCOME_SEAL));
    }

    private void changed(String section, String line, Object value, Set<Part> fails) {
        UnaryOperator<Lines> change =
                leaf -> leaf.content(section, text -> reset(text, line, value));
        fails(section + " " + line + " changed behind the seal", d -> d.leaf = change, fails);
        var unlogged = EnumSet.copyOf(fails);
        unlogged.add(INCLUSION);
        fails(section + " " + line + " changed in the file", d -> d.unlogged = change, unlogged);
    }

    /// The first line of this name gets this value.
    private static Bytes reset(Bytes text, String line, Object value) {
        var written = Lines.of("").line(line, value).bytes().text().substring(1);
        int from = text.text().indexOf("\n" + line + ": ") + 1;
        int to = text.text().indexOf('\n', from) + 1;
        return Bytes.utf8(text.text().substring(0, from) + written + text.text().substring(to));
    }

    private void seals() {
        for (var seal : List.of("request", "outcome")) {
            var part = seal.equals("request") ? REQUEST_SEAL : OUTCOME_SEAL;
            var name = seal + " seal, ";
            fails(name + "signer", d -> edit(d, seal, t -> t.set("signer", "TH/GOV/DGA")), part);
            fails(name + "key", d -> edit(d, seal, t -> t.set("key", OTHER)), part);
            fails(name + "algorithm", d -> edit(d, seal, t -> t.set("algorithm", "Ed25519")), part);
            fails(
                    name + "time",
                    d -> edit(d, seal, t -> t.set("time", "2026-11-24T03:00:00.999Z")),
                    part);
            fails(name + "size", d -> edit(d, seal, t -> t.set("size", 2)), part);
            fails(
                    name + "signature",
                    d ->
                            edit(
                                    d,
                                    seal,
                                    t ->
                                            t.set(
                                                    "signature",
                                                    SealVectors.flipped(
                                                            t.values("signature").getFirst(), 20))),
                    part);
            fails(
                    name + "place in its batch",
                    d -> {
                        d.batch = 5;
                        d.place = 3;
                        edit(d, seal, t -> t.set("index", 2));
                    },
                    part);
            fails(
                    name + "path of its batch",
                    d -> {
                        d.batch = 5;
                        d.place = 3;
                        edit(d, seal, t -> t.set("path", OTHER));
                    },
                    part);
            fails(
                    name + "no seal at all",
                    d -> d.leaf = t -> t.content(seal + "-seal", _ -> Bytes.utf8("seal\n")),
                    part);
            fails(
                    name + "signature with the larger s",
                    d -> edit(d, seal, t -> high(d, seal, t)),
                    part);
        }
        fails(
                "request sealed by the provider",
                d -> {
                    d.requestSigner = d.provider.key();
                },
                REQUEST_SEAL);
        fails(
                "answer sealed by the consumer",
                d -> {
                    d.outcomeMember = Draft.CONSUMER;
                    d.outcomeSigner = d.consumer.key();
                },
                OUTCOME_SEAL);
        fails(
                "request's seal in the answer's place",
                d -> d.leaf = t -> t.content("outcome-seal", _ -> t.section("request-seal")),
                OUTCOME_SEAL);
        fails(
                "an answer to an unsealed request",
                d -> d.leaf = t -> t.without("request-seal"),
                REQUEST_SEAL);
        fails(
                "an unsealed request in a provider's leaf",
                d -> {
                    d.refuseAtHome();
                    d.leaf = t -> t.without("request-seal");
                },
                REQUEST_SEAL);
        fails(
                "an unsealed request that the provider refused",
                d -> {
                    d.refused = true;
                    d.leaf = t -> t.set("role", "consumer").without("request-seal");
                },
                REQUEST_SEAL);
        fails(
                "a key that is certified for another member",
                d -> {
                    d.consumer = d.consumer.as("seal", "TH/GOV/DGA");
                },
                REQUEST_SEAL,
                AGREEMENT);
        fails(
                "a key that is certified for another role",
                d -> d.consumer = d.consumer.as("tls", Draft.CONSUMER),
                REQUEST_SEAL,
                AGREEMENT);
    }

    private static Lines high(Draft d, String seal, Lines t) {
        var key = seal.equals("request") ? d.requestSigner : d.outcomeSigner;
        var low = t.values("signature").getFirst();
        int r = low.at(3);
        var s = new java.math.BigInteger(low.slice(6 + r, low.size()).array());
        var order =
                new java.math.BigInteger(
                        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        var high = Bytes.of(order.subtract(s).toByteArray());
        assert key.algorithm().equals("ES256");
        return t.set(
                "signature",
                Bytes.of((byte) 0x30, (byte) (4 + r + high.size()))
                        .concat(low.slice(2, 4 + r))
                        .concat(Bytes.of((byte) 2, (byte) high.size()))
                        .concat(high));
    }

    private static void edit(Draft d, String seal, UnaryOperator<Lines> edit) {
        if (seal.equals("request")) {
            d.requestSeal = edit;
        } else {
            d.outcomeSeal = edit;
        }
    }

    private void binding() {
        fails(
                "the file names another exchange",
                d -> d.file = t -> t.set("exchange", "019a0000-0000-7000-8000-00000000000f"),
                BINDING);
        fails("the file names no exchange id", d -> d.file = t -> t.set("exchange", "x"), BINDING);
        fails(
                "a sealed answer to another request",
                d -> d.outcome = t -> t.set("request", OTHER),
                BINDING);
        fails(
                "a sealed answer of another exchange",
                d -> d.outcome = t -> t.set("exchange", "019a0000-0000-7000-8000-00000000000f"),
                BINDING);
        fails(
                "a sealed answer of another service",
                d -> d.outcome = t -> t.set("provider", "TH/GOV/OIC/motor/other"),
                BINDING,
                AGREEMENT);
        fails(
                "a refusal by a third member",
                d -> {
                    d.refused = true;
                    d.outcomeMember = "TH/GOV/DGA";
                    var third = Draft.sealKey("TH/GOV/DGA", "ES256");
                    d.outcomeSigner = third.key();
                    d.more.add(third);
                },
                BINDING);
        fails(
                "a sealed refusal of another request",
                d -> {
                    d.refused = true;
                    d.outcome = t -> t.set("request", OTHER);
                },
                BINDING);
        fails(
                "a request in the outcome's place",
                d -> d.leaf = t -> t.content("outcome", _ -> t.section("request")),
                OUTCOME_SEAL,
                BINDING,
                SALTS);
        fails(
                "an answer in the request's place",
                d -> d.leaf = t -> t.content("request", _ -> t.section("outcome")),
                FILE);
        fails(
                "a request that nobody can read",
                d -> d.leaf = t -> t.content("request", _ -> Bytes.utf8("request\n")),
                FILE);
        fails(
                "an outcome that nobody can read",
                d -> d.leaf = t -> t.content("outcome", _ -> Bytes.utf8("outcome\n")),
                FILE);
    }

    private void agreements() {
        fails("no agreement in the file", d -> d.file = t -> t.without("agreement"), AGREEMENT);
        fails(
                "another agreement in the file",
                d ->
                        d.file =
                                t ->
                                        t.content(
                                                "agreement",
                                                s ->
                                                        Bytes.utf8(
                                                                s.text()
                                                                        .replace(
                                                                                "less paper",
                                                                                "more paper"))),
                AGREEMENT);
        fails(
                "an agreement that nobody can read",
                d -> d.agreement = t -> t.without("benefit"),
                AGREEMENT);
        fails(
                "an agreement that the consumer has not sealed",
                d -> d.agreementSeals = t -> t.without(1),
                AGREEMENT);
        fails(
                "an agreement that the provider has not sealed",
                d -> d.agreementSeals = t -> t.without(2),
                AGREEMENT);
        fails("an agreement with a third seal", d -> d.agreementSeals = t -> t.twice(2), AGREEMENT);
        fails(
                "an agreement that one party sealed twice",
                d -> d.agreementSeals = t -> t.twice(1).without(3),
                AGREEMENT);
        fails(
                "an agreement sealed with another key",
                d -> d.agreementSigner = Keys.of("another", "ES256"),
                AGREEMENT);
        fails(
                "a purpose that is not in the clause",
                d -> d.request = t -> t.set("purpose", "marketing"),
                AGREEMENT);
        fails("no purpose", d -> d.request = t -> t.without("purpose"), AGREEMENT);
        fails(
                "a method that is not in the clause",
                d -> d.request = t -> t.set("method", "PUT"),
                AGREEMENT);
        fails(
                "a system that is not in the clause",
                d -> d.request = t -> t.set("consumer", Draft.CONSUMER + "/other"),
                AGREEMENT);
        fails(
                "a service that is not in the clause",
                d -> {
                    d.request = t -> t.set("provider", "TH/GOV/OIC/motor/other");
                    d.outcome = t -> t.set("provider", "TH/GOV/OIC/motor/other");
                },
                AGREEMENT);
        fails(
                "a clause that is not in the agreement",
                d -> d.request = t -> t.set("clause", "c9"),
                AGREEMENT);
        fails(
                "another id than the agreement's",
                d -> d.request = t -> t.set("agreement", "dsa-2"),
                AGREEMENT);
        fails(
                "another version than the agreement's",
                d -> d.request = t -> t.set("agreement-version", 2),
                AGREEMENT);
        fails(
                "another hash than the agreement's",
                d -> d.request = t -> t.set("agreement-hash", OTHER),
                AGREEMENT);
        fails(
                "an agreement that begins a millisecond later",
                d -> d.agreement = t -> t.set("not-before", "2026-11-24T03:00:00.124Z"),
                AGREEMENT);
        holds(
                "an agreement that begins in that moment",
                d -> d.agreement = t -> t.set("not-before", "2026-11-24T03:00:00.123Z"));
        fails(
                "an agreement that ends in that moment",
                d -> d.agreement = t -> t.set("not-after", "2026-11-24T03:00:00.123Z"),
                AGREEMENT);
        holds(
                "an agreement that ends a millisecond later",
                d -> d.agreement = t -> t.set("not-after", "2026-11-24T03:00:00.124Z"));
        fails(
                "an answer without agreement",
                d -> {
                    d.request =
                            t ->
                                    t.without("agreement")
                                            .without("agreement-version")
                                            .without("agreement-hash")
                                            .without("clause");
                    d.file = t -> t.without("agreement");
                },
                AGREEMENT);
        fails(
                "an agreement that the request does not name",
                d -> {
                    refusedWithoutAgreement(d);
                    d.file = t -> t;
                },
                AGREEMENT);
        fails(
                "an agreement between others",
                d ->
                        d.agreement =
                                t ->
                                        t.set("consumer", "TH/GOV/DGA")
                                                .set("consumer-system", "TH/GOV/DGA/x")
                                                .set("signatory", "TH/GOV/DGA head A"),
                AGREEMENT);
        holds(
                "a refusal of what the clause does not allow",
                d -> {
                    refusedAtHome(d);
                    d.request = t -> t.set("purpose", "marketing").set("method", "PUT");
                });
    }

    private void salts() {
        for (var part : List.of("person", "target", "head", "body", "answer-head", "answer-body")) {
            fails(
                    "salts without " + part,
                    d -> d.file = t -> t.content("salts", s -> without(s, part)),
                    SALTS);
            fails(
                    "another salt of " + part,
                    d -> d.file = t -> t.content("salts", s -> reset(s, part, OTHER)),
                    SALTS);
        }
        fails(
                "no salt in the salts",
                d -> d.file = t -> t.content("salts", _ -> Bytes.utf8("saphan.org/salts/v1\n")),
                SALTS);
        fails(
                "the subject's salt",
                d ->
                        d.file =
                                t ->
                                        t.content(
                                                "salts",
                                                s ->
                                                        s.concat(
                                                                Bytes.utf8(
                                                                        "subject: "
                                                                                + OTHER.base64()
                                                                                + "\n"))),
                SALTS);
        fails(
                "an answer's salts with a refusal",
                d -> {
                    d.refused = true;
                    d.file =
                            t ->
                                    t.content(
                                            "salts",
                                            s ->
                                                    s.concat(
                                                            Bytes.utf8(
                                                                    "answer-head: "
                                                                            + OTHER.base64()
                                                                            + "\n")));
                },
                SALTS);
        fails(
                "salts out of order",
                d ->
                        d.file =
                                t ->
                                        t.content(
                                                "salts",
                                                _ ->
                                                        Draft.salts(
                                                                        List.of(
                                                                                "target",
                                                                                "person",
                                                                                "head",
                                                                                "body",
                                                                                "answer-head",
                                                                                "answer-body"))
                                                                .bytes()),
                FILE);
    }

    private static Bytes without(Bytes text, String line) {
        int from = text.text().indexOf("\n" + line + ": ") + 1;
        return text.slice(0, from)
                .concat(text.slice(text.text().indexOf('\n', from) + 1, text.size()));
    }

    private void certificates() {
        fails(
                "the consumer's certificate left out",
                d -> d.file = t -> t.without(t.index("certificate", 1)),
                REQUEST_SEAL,
                AGREEMENT);
        fails(
                "the provider's certificate left out",
                d -> d.file = t -> t.without(t.index("certificate", 2)),
                OUTCOME_SEAL,
                AGREEMENT);
        fails(
                "the log's certificate left out",
                d -> d.file = t -> t.without(t.index("certificate", 3)),
                CHECKPOINT);
        fails(
                "the witness's certificate left out",
                d -> d.file = t -> t.without(t.index("certificate", 4)),
                WITNESS);
        fails(
                "no certificate at all",
                d ->
                        d.file =
                                t ->
                                        t.without("certificate")
                                                .without("certificate")
                                                .without("certificate")
                                                .without("certificate")
                                                .without("certificate"),
                REQUEST_SEAL,
                OUTCOME_SEAL,
                AGREEMENT,
                CHECKPOINT,
                WITNESS);
        for (int i = 0; i < 5; i++) {
            int nth = i;
            fails(
                    "certificate %d with a bit changed in its key".formatted(i),
                    d ->
                            d.file =
                                    t ->
                                            t.set(
                                                    "certificate",
                                                    nth,
                                                    keyChanged(t.values("certificate").get(nth))),
                    CERTIFICATES);
            fails(
                    "certificate %d with a bit changed in its signature".formatted(i),
                    d ->
                            d.file =
                                    t ->
                                            t.set(
                                                    "certificate",
                                                    nth,
                                                    lastChanged(t.values("certificate").get(nth))),
                    CERTIFICATES);
            fails(
                    "certificate %d twice".formatted(i),
                    d -> d.file = t -> t.twice(t.index("certificate", nth)),
                    CERTIFICATES);
            fails(
                    "certificate %d with a byte more".formatted(i),
                    d ->
                            d.file =
                                    t ->
                                            t.set(
                                                    "certificate",
                                                    nth,
                                                    t.values("certificate")
                                                            .get(nth)
                                                            .concat(Bytes.of((byte) 0))),
                    CERTIFICATES);
        }
        fails(
                "a certificate that is none",
                d -> d.file = t -> t.set("certificate", 1, Bytes.utf8("certificate")),
                CERTIFICATES);
        fails(
                "a certificate by another root",
                d -> d.provider = d.provider.by(Certificate.OTHER_ROOT),
                CERTIFICATES);
        fails(
                "a certificate by a member's key",
                d -> d.provider = d.provider.by(d.consumer.key()),
                CERTIFICATES);
        fails(
                "a certificate of another instance",
                d -> d.provider = d.provider.of("LA"),
                CERTIFICATES);
        fails(
                "one key certified twice",
                d -> d.more.add(d.provider.as("seal", "TH/GOV/DGA")),
                CERTIFICATES);
        fails(
                "everything under another root",
                d -> {
                    d.root = Certificate.of("root", "root", Certificate.OTHER_ROOT);
                    d.consumer = d.consumer.by(Certificate.OTHER_ROOT);
                    d.provider = d.provider.by(Certificate.OTHER_ROOT);
                    d.log = d.log.by(Certificate.OTHER_ROOT);
                    d.witnesses.set(0, d.witness.by(Certificate.OTHER_ROOT));
                },
                CERTIFICATES);
        fails(
                "the log's key certified for another origin",
                d -> d.log = d.log.as("log", "example.org/oic/other"),
                CHECKPOINT);
        fails(
                "the log's key certified for another role",
                d -> d.log = d.log.as("witness", Draft.LOG),
                CHECKPOINT);
        fails(
                "65 certificates",
                d -> {
                    for (int i = 0; i < 60; i++) {
                        d.more.add(Draft.note("witness", "example.org/" + i + "/witness"));
                    }
                },
                FILE);
        holds(
                "64 certificates",
                d -> {
                    for (int i = 0; i < 59; i++) {
                        d.more.add(Draft.note("witness", "example.org/" + i + "/witness"));
                    }
                });
    }

    /// A bit inside the public key, which stands behind `0x03 LENGTH 0x00` of the SubjectPublicKeyInfo.
    private static Bytes keyChanged(Bytes der) {
        var hex = der.hex();
        int at = Math.max(hex.indexOf("03420004"), hex.indexOf("032100")) / 2 + 12;
        return SealVectors.flipped(der, at);
    }

    private static Bytes lastChanged(Bytes der) {
        return SealVectors.flipped(der, der.size() - 1);
    }

    private void trees() {
        fails("leaf, its site", d -> d.unlogged = t -> t.set("site", "dlt"), INCLUSION);
        fails("leaf, its role", d -> d.unlogged = t -> t.set("role", "consumer"), INCLUSION);
        fails(
                "leaf, how it was seen",
                d -> d.unlogged = t -> t.set("seen", "reconciled"),
                INCLUSION);
        fails(
                "leaf, the request's seal left out",
                d -> d.unlogged = t -> t.without("request-seal"),
                INCLUSION,
                REQUEST_SEAL);
        fails("leaf, an unknown role", d -> d.unlogged = t -> t.set("role", "hub"), FILE);
        fails(
                "leaf of an act",
                d ->
                        d.file =
                                t ->
                                        t.content(
                                                "leaf",
                                                _ ->
                                                        Lines.of("saphan.org/act/v1")
                                                                .line("act", Draft.EXCHANGE)
                                                                .line("time", Draft.AT)
                                                                .line("site", "dga")
                                                                .line("kind", "trust-list-issued")
                                                                .line("by", "TH/GOV/DGA")
                                                                .line("about", "7")
                                                                .bytes()),
                FILE);
        for (long index : new long[] {0, 3, 5, 6, 7, 999_999_999_999_999_999L}) {
            fails("index " + index, d -> d.file = t -> t.set("index", index), INCLUSION);
        }
        for (int i = 0; i < 3; i++) {
            int nth = i;
            fails(
                    "path without hash " + i,
                    d -> d.file = t -> t.without(t.index("path", nth)),
                    INCLUSION);
            fails(
                    "path with another hash " + i,
                    d -> d.file = t -> t.set("path", nth, OTHER),
                    INCLUSION);
        }
        fails("path in another order", d -> d.file = t -> t.swapped(t.index("path", 0)), INCLUSION);
        fails(
                "path with one hash more",
                d -> d.file = t -> t.before("checkpoint", "path", OTHER),
                INCLUSION);
        fails(
                "path with a hash of 31 bytes",
                d -> d.file = t -> t.set("path", OTHER.slice(0, 31)),
                FILE);
        fails(
                "path of 65 hashes",
                d ->
                        d.file =
                                t -> {
                                    for (int i = 0; i < 62; i++) {
                                        t = t.before("checkpoint", "path", OTHER);
                                    }
                                    return t;
                                },
                FILE);
        fails(
                "path with a hash where none belongs",
                d -> {
                    d.index = 0;
                    d.size = 1;
                    d.file = t -> t.before("checkpoint", "path", OTHER);
                },
                INCLUSION);
    }

    /// What stands over the signatures is stamped, too.
    private void heads() {
        fails(
                "checkpoint, its origin",
                d -> d.note = t -> t.replaceFirst("example.org/oic/log\n", "example.org/oic/lag\n"),
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint, its size where the path still fits",
                d -> d.note = t -> t.replaceFirst("\n7\n", "\n8\n"),
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint, its size",
                d -> d.note = t -> t.replaceFirst("\n7\n", "\n70\n"),
                INCLUSION,
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint, its root",
                d -> d.note = t -> t.replace(t.split("\n", -1)[2], OTHER.base64()),
                INCLUSION,
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint of size 0",
                d -> d.note = t -> t.replaceFirst("\n7\n", "\n0\n"),
                INCLUSION,
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails("checkpoint, the log's signature", d -> d.note = t -> broken(t, 0, 20), CHECKPOINT);
        fails("checkpoint, the log's key id", d -> d.note = t -> broken(t, 0, 1), CHECKPOINT);
        fails(
                "checkpoint, the log's name",
                d ->
                        d.note =
                                t ->
                                        t.replace(
                                                "\u2014 example.org/oic/log",
                                                "\u2014 example.org/oic/lag"),
                CHECKPOINT);
        fails("checkpoint, the witness's signature", d -> d.note = t -> broken(t, 1, 20), WITNESS);
        fails("checkpoint, the witness's key id", d -> d.note = t -> broken(t, 1, 1), WITNESS);
        fails("checkpoint, the witness's time", d -> d.note = t -> broken(t, 1, 10), WITNESS);
        fails(
                "checkpoint, the witness's name",
                d ->
                        d.note =
                                t ->
                                        t.replace(
                                                "\u2014 example.org/dlt/witness",
                                                "\u2014 example.org/dlt/witless"),
                WITNESS);
        fails(
                "checkpoint signed by the witness alone",
                d -> d.note = t -> t.replace(Draft.logSignature(d.log, head(t)), ""),
                CHECKPOINT);
        fails(
                "checkpoint signed by another log",
                d ->
                        d.note =
                                t ->
                                        t.replace(
                                                Draft.logSignature(d.log, head(t)),
                                                Draft.logSignature(
                                                        Draft.note("log", "example.org/dga/log"),
                                                        head(t))),
                CHECKPOINT);
        fails(
                "checkpoint with the witness's signature twice",
                d -> d.note = t -> t + Draft.cosignature(d.witness, head(t), 1_795_489_202),
                WITNESS);
        fails(
                "checkpoint with the signature of an unknown witness",
                d ->
                        d.note =
                                t ->
                                        t
                                                + Draft.cosignature(
                                                        Draft.note(
                                                                "witness", "example.net/witness"),
                                                        head(t),
                                                        1_795_489_202),
                WITNESS);
        fails(
                "seen only by the witness of the log's own site",
                d -> {
                    d.witnesses.clear();
                    d.witnesses.add(Draft.note("witness", "example.org/oic/witness"));
                },
                WITNESS);
        fails(
                "seen by the log's own site besides",
                d -> d.witnesses.add(Draft.note("witness", "example.org/oic/witness")),
                WITNESS);
        fails(
                "a witness that is certified as a log",
                d -> d.witnesses.set(0, d.witness.as("log", Draft.WITNESS)),
                WITNESS);
        fails(
                "checkpoint with an extension line",
                d -> d.note = t -> t.replaceFirst("\n\n", "\nextension\n\n"),
                FILE);
        fails("checkpoint without signatures", d -> d.note = t -> head(t) + "\n", FILE);
    }

    private static String head(String note) {
        return note.substring(0, note.indexOf("\n\n") + 1);
    }

    private static String cosigned(Draft d, String note, long later) {
        return Draft.cosignature(d.witness, head(note), Draft.STAMPED.getEpochSecond() - 3 + later);
    }

    private static String swappedSignatures(String note) {
        var lines = note.substring(head(note).length() + 1).split("\n");
        return head(note) + "\n" + lines[1] + "\n" + lines[0] + "\n";
    }

    private static String broken(String note, int nth, int at) {
        var lines = note.split("\n", -1);
        int line = 4 + nth;
        int space = lines[line].lastIndexOf(' ') + 1;
        lines[line] =
                lines[line].substring(0, space)
                        + SealVectors.flipped(Bytes.fromBase64(lines[line].substring(space)), at)
                                .base64();
        return String.join("\n", lines);
    }

    private void stamps() {
        var other = Certificate.of("time", "dga", Keys.of("time dga", "ES256"));
        stamped(
                "over another checkpoint",
                Stamp.by(other, Draft.STAMPED),
                t ->
                        t.set(
                                "timestamp",
                                Stamp.by(other, Draft.STAMPED).over(Bytes.utf8("other\n"))));
        stamped(
                "signed with another key",
                Stamp.by(other, Draft.STAMPED).signedBy(Certificate.OTHER_ROOT),
                t -> t);
        stamped(
                "by an authority of another root",
                Stamp.by(other.by(Certificate.OTHER_ROOT), Draft.STAMPED),
                t -> t);
        stamped(
                "by an authority of another instance",
                Stamp.by(other.of("LA"), Draft.STAMPED),
                t -> t);
        stamped(
                "by a key certified for another role",
                Stamp.by(other.as("seal", "dga"), Draft.STAMPED),
                t -> t);
        stamped(
                "by a certificate that is not for timestamps",
                Stamp.by(other.forPurposes(true), Draft.STAMPED),
                t -> t);
        stamped(
                "without a certificate",
                Stamp.by(other, Draft.STAMPED).withoutCertificate(),
                t -> t);
        stamped(
                "that is no token",
                Stamp.by(other, Draft.STAMPED),
                t -> t.set("timestamp", Bytes.utf8("token")));
        stamped(
                "with a byte more",
                Stamp.by(other, Draft.STAMPED),
                t ->
                        t.set(
                                "timestamp",
                                t.values("timestamp").getFirst().concat(Bytes.of((byte) 0))));
        stamped(
                "with its signature changed",
                Stamp.by(other, Draft.STAMPED),
                t -> t.set("timestamp", lastChanged(t.values("timestamp").getFirst())));
        stamped(
                "when its certificate was not valid",
                Stamp.by(other.valid(Draft.AT.minus(YEAR), Draft.AT), Draft.STAMPED),
                t -> t);
        fails(
                "timestamp by a key revoked a second before",
                d -> d.revoke(d.time, Draft.STAMPED.minusSeconds(1)),
                TIMESTAMP);
        fails(
                "timestamp by a key revoked in that moment",
                d -> d.revoke(d.time, Draft.STAMPED),
                TIMESTAMP);
        holds(
                "timestamp by a key revoked a second later",
                d -> d.revoke(d.time, Draft.STAMPED.plusSeconds(1)));
    }

    private void stamped(String name, Stamp stamp, UnaryOperator<Lines> file) {
        fails(
                "timestamp " + name,
                d -> {
                    d.stamp = java.util.Optional.of(stamp);
                    d.file = file;
                },
                TIMESTAMP);
    }

    private void times() {
        for (var who : List.of("consumer", "provider", "log", "witness")) {
            fails(
                    "the " + who + "'s key revoked before",
                    d -> d.revoke(of(d, who), Draft.AT.minusSeconds(60)),
                    TIME);
            fails(
                    "the " + who + "'s key revoked in the moment of the timestamp",
                    d -> d.revoke(of(d, who), Draft.STAMPED),
                    TIME);
            holds(
                    "the " + who + "'s key revoked a millisecond after the timestamp",
                    d -> d.revoke(of(d, who), Draft.STAMPED.plusMillis(1)));
            fails(
                    "the " + who + "'s certificate expired before the timestamp",
                    d ->
                            certify(
                                    d,
                                    who,
                                    Draft.AT.minus(Duration.ofDays(2)),
                                    Draft.STAMPED.minusSeconds(1)),
                    TIME);
            holds(
                    "the " + who + "'s certificate expired with the timestamp",
                    d -> certify(d, who, Draft.AT.minus(Duration.ofDays(2)), Draft.STAMPED));
            fails(
                    "the " + who + "'s certificate counts from a second after the timestamp",
                    d -> certify(d, who, Draft.STAMPED.plusSeconds(1), Draft.AT.plus(YEAR)),
                    TIME);
        }
        holds(
                "the log's certificate is younger than the request",
                d -> certify(d, "log", Draft.STAMPED, Draft.AT.plus(YEAR)));
        holds(
                "judged when every certificate has expired",
                d -> d.now = Draft.AT.plus(YEAR.multipliedBy(9)));
        add(
                "judged without timestamp when every certificate has expired",
                d -> {
                    d.stamp = java.util.Optional.empty();
                    d.now = Draft.AT.plus(YEAR.multipliedBy(9));
                },
                Set.of(TIME),
                Set.of(TIMESTAMP),
                1);
        add(
                "judged without timestamp, and a key was revoked since",
                d -> {
                    d.stamp = java.util.Optional.empty();
                    d.revoke(d.provider, Draft.AT.plus(Duration.ofDays(3)));
                },
                Set.of(TIME),
                Set.of(TIMESTAMP),
                1);
        holds("the agreement was sealed with a key that has expired", ReceiptVectors::oldAgreement);
        fails(
                "the agreement was sealed after its key had expired",
                d -> {
                    oldAgreement(d);
                    d.agreementSealed = Draft.AT.minus(YEAR);
                },
                TIME);
        holds(
                "the agreement's key was revoked after it had sealed",
                d -> {
                    oldAgreement(d);
                    d.revoke(d.more.getFirst(), d.agreementSealed.plusMillis(1));
                });
        fails(
                "the agreement's key was revoked before it sealed",
                d -> {
                    oldAgreement(d);
                    d.revoke(d.more.getFirst(), d.agreementSealed);
                },
                TIME);
        fails(
                "the timestamp is 31 s older than the answer",
                d -> {
                    answeredAt(d, Draft.STAMPED.plusMillis(30_001));
                    d.sealed = Draft.AT;
                },
                TIME);
        holds(
                "the timestamp is 30 s older than the answer",
                d -> {
                    answeredAt(d, Draft.STAMPED.plusSeconds(30));
                    d.sealed = Draft.AT;
                });
        fails(
                "sealed more than 30 s after the timestamp",
                d -> d.sealed = Draft.STAMPED.plusMillis(30_001),
                TIME);
        holds(
                "sealed up to 30 s after the timestamp",
                d -> d.sealed = Draft.STAMPED.plusMillis(29_959));
        fails(
                "the answer is more than 30 s older than its request",
                d -> answeredAt(d, Draft.AT.minusMillis(30_001)),
                TIME);
        holds(
                "the answer is 30 s older than its request",
                d -> answeredAt(d, Draft.AT.minusMillis(30_000)));
    }

    private static void answeredAt(Draft d, Instant at) {
        d.outcome = t -> t.set("time", at);
    }

    /// Sealed three years ago; the consumer has got another key since.
    private static void oldAgreement(Draft d) {
        var old =
                Certificate.of(
                                "seal",
                                Draft.CONSUMER,
                                Keys.of("seal " + Draft.CONSUMER + " before", "ES256"))
                        .valid(
                                Draft.AT.minus(YEAR.multipliedBy(4)),
                                Draft.AT.minus(YEAR.multipliedBy(2)));
        d.provider = d.provider.valid(Draft.AT.minus(YEAR.multipliedBy(4)), Draft.AT.plus(YEAR));
        d.agreementSigner = old.key();
        d.agreementSealed = Draft.AT.minus(YEAR.multipliedBy(3));
        d.more.add(old);
    }

    private static Certificate of(Draft d, String who) {
        return switch (who) {
            case "consumer" -> d.consumer;
            case "provider" -> d.provider;
            case "log" -> d.log;
            default -> d.witness;
        };
    }

    /// The agreement is sealed as late as the certificates of its parties ask for.
    private static void certify(Draft d, String who, Instant from, Instant to) {
        var certificate = of(d, who).valid(from, to);
        d.agreementSealed = Draft.AT;
        switch (who) {
            case "consumer" -> d.consumer = certificate;
            case "provider" -> d.provider = certificate;
            case "log" -> d.log = certificate;
            default -> d.witnesses.set(0, certificate);
        }
    }

    private void files() {
        var whole = Objects.requireNonNull(bases.get("receipts/answered"));
        int last = whole.text().lastIndexOf("\nsha256: ") + 1;
        var body = whole.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int start = Bytes.utf8(whole.text().substring(0, last)).size();
        raw(
                "another hash in the last line",
                whole.slice(0, start).concat(Bytes.utf8("sha256: " + OTHER.base64() + "\n")));
        raw("no last line", whole.slice(0, start));
        raw("no last newline", whole.slice(0, body.length - 1));
        raw("a byte more", whole.concat(Bytes.utf8("\n")));
        raw("carriage returns", Bytes.utf8(whole.text().replace("\n", "\r\n")));
        raw("empty", Bytes.empty());
        raw("cut in half", whole.slice(0, whole.size() / 2));
        raw(
                "its hash in capitals",
                whole.slice(0, start)
                        .concat(
                                Bytes.utf8(
                                        "sha256: " + whole.slice(0, start).sha256().hex() + "\n")));
    }

    /// One bit in each line, in its name, its colon, its value and its end, without and with the last line
    /// mended: without, the file is wrong; with it, names and ends are, and values are found out elsewhere.
    private void bits() {
        var whole = Objects.requireNonNull(bases.get("receipts/answered"));
        int from = 0;
        for (int to = 0; to < whole.size(); to++) {
            if (whole.at(to) != '\n') {
                continue;
            }
            for (int at : new int[] {from, (from + to) / 2, to - 1, to}) {
                if (at >= from) {
                    raw("a bit of byte " + at, SealVectors.flipped(whole, at));
                }
            }
            from = to + 1;
        }
    }

    private static Set<Part> with(Part[] more, Part... parts) {
        var all = EnumSet.copyOf(Arrays.asList(parts));
        all.addAll(Arrays.asList(more));
        return all;
    }

    private void holds(String name, Consumer<Draft> edit) {
        add(name, edit, Set.of(), Set.of(), 0);
    }

    private void pends(String name, Consumer<Draft> edit, Part... pending) {
        add(name, edit, Set.of(), with(pending, pending), 2);
    }

    private void fails(String name, Consumer<Draft> edit, Part... fails) {
        add(name, edit, with(fails, fails), Set.of(), 1);
    }

    private void fails(String name, Consumer<Draft> edit, Set<Part> fails) {
        add(name, edit, fails, Set.of(), 1);
    }

    private void base(String name, Consumer<Draft> edit) {
        var draft = new Draft();
        edit.accept(draft);
        bases.put("receipts/" + name, Draft.mended(draft.receipt()));
        holds(name, edit);
    }

    private void raw(String name, Bytes file) {
        put(name, file, new Draft(), Set.of(FILE), Set.of(), false, 1);
    }

    private void add(
            String name, Consumer<Draft> edit, Set<Part> fails, Set<Part> pending, int exit) {
        var draft = new Draft();
        edit.accept(draft);
        var receipt = draft.receipt();
        boolean salted = receipt.items().stream().anyMatch(item -> item.name().equals("salts"));
        put(name, Draft.mended(receipt), draft, fails, pending, salted, exit);
    }

    private void put(
            String name,
            Bytes file,
            Draft draft,
            Set<Part> fails,
            Set<Part> pending,
            boolean salted,
            int exit) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        var base = nearest(file);
        vector.putAll(Change.from(base, Objects.requireNonNull(bases.get(base)), file));
        if (draft.anchored) {
            vector.put("anchor", anchor(draft));
        }
        vector.put("now", Lines.time(draft.now));
        vector.put("exit", exit);
        vector.put("holds", words(judged(fails, pending, salted)));
        if (!pending.isEmpty()) {
            vector.put("pending", words(pending));
        }
        if (!fails.isEmpty()) {
            vector.put("fails", words(fails));
        }
        vectors.add(vector);
    }

    /// When the file or the certificates are wrong, nothing else is judged. Without salts, salts are not.
    private static Set<Part> judged(Set<Part> fails, Set<Part> pending, boolean salted) {
        if (fails.contains(FILE) || fails.contains(CERTIFICATES)) {
            return Set.of();
        }
        var holds = EnumSet.allOf(Part.class);
        holds.removeAll(fails);
        holds.removeAll(pending);
        if (!salted) {
            holds.remove(SALTS);
        }
        return holds;
    }

    private static List<String> words(Set<Part> parts) {
        return parts.stream().sorted().map(Part::english).toList();
    }

    /// The base that has most lines in common, so that the edits stay few.
    private String nearest(Bytes file) {
        var lines = Set.of(Arrays.stream(file.text().split("\n", -1)).distinct().toArray());
        var best = "receipts/answered";
        long most = -1;
        for (var base : bases.entrySet()) {
            long common =
                    Arrays.stream(base.getValue().text().split("\n", -1))
                            .filter(lines::contains)
                            .count();
            if (common > most) {
                most = common;
                best = base.getKey();
            }
        }
        return best;
    }

    private String anchor(Draft draft) {
        var bytes = draft.anchor().bytes();
        var name =
                draft.revoked.isEmpty()
                        ? "anchors/plain"
                        : "anchors/revoked-" + bytes.sha256().hex().substring(0, 12);
        anchors.put(name, bytes);
        return name;
    }

    private final Map<String, Bytes> anchors = new TreeMap<>();

    Map<String, Bytes> anchors() {
        return anchors;
    }
}
