package org.saphan.evidence.vectors;

import static org.saphan.evidence.receipt.Verdict.Part.AGREEMENT;
import static org.saphan.evidence.receipt.Verdict.Part.BINDING;
import static org.saphan.evidence.receipt.Verdict.Part.CERTIFICATES;
import static org.saphan.evidence.receipt.Verdict.Part.FILE;
import static org.saphan.evidence.receipt.Verdict.Part.OUTCOME_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.REQUEST_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.SALTS;
import static org.saphan.evidence.receipt.Verdict.Part.TIMESTAMP;
import static org.saphan.evidence.receipt.Verdict.Part.WITNESS;

import java.util.List;
import java.util.Set;
import org.saphan.evidence.Bytes;

/// `receipts.json`: whole receipts, what a checker holds, and how each part stands. What fails is said
/// here by hand, for each change; everything else holds.
///
/// This list: what was said and sealed. [ReceiptTrustVectors] and [ReceiptTimeVectors] go on.
final class ReceiptVectors extends ReceiptCases {

    private ReceiptVectors() {}

    static ReceiptCases make() {
        var first = new ReceiptVectors();
        first.all();
        new ReceiptTrustVectors(first).all();
        new ReceiptTimeVectors(first).all();
        return first;
    }

    private void all() {
        good();
        pending();
        statements();
        seals();
        binding();
    }

    private void good() { // tidy: a list of cases
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

    private void seals() { // tidy: a list of cases
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
}
