package org.saphan.evidence.vectors;

import static org.saphan.evidence.receipt.Verdict.Part.AGREEMENT;
import static org.saphan.evidence.receipt.Verdict.Part.CERTIFICATES;
import static org.saphan.evidence.receipt.Verdict.Part.CHECKPOINT;
import static org.saphan.evidence.receipt.Verdict.Part.FILE;
import static org.saphan.evidence.receipt.Verdict.Part.OUTCOME_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.REQUEST_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.SALTS;
import static org.saphan.evidence.receipt.Verdict.Part.WITNESS;

import java.util.List;
import org.saphan.evidence.Bytes;

/// `receipts.json`, continued: agreements, salts and certificates.
final class ReceiptTrustVectors extends ReceiptCases {

    ReceiptTrustVectors(ReceiptCases before) {
        super(before);
    }

    void all() {
        agreements();
        salts();
        certificates();
    }

    private void agreements() { // tidy: a list of cases
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

    private void certificates() { // tidy: a list of cases
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
}
