package org.saphan.evidence.vectors;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Reference;

/// A receipt in the making. Its parts are sealed, logged and stamped in the order of life, and a vector
/// may change each of them before the next one covers it: then only what it says is wrong, and every
/// signature over it is good.
final class Draft {

    static final String EXCHANGE = "019a0000-0000-7000-8000-000000000001";
    static final String CONSUMER = "TH/GOV/DLT";
    static final String PROVIDER = "TH/GOV/OIC";
    static final String SERVICE = PROVIDER + "/motor/cmi-check";
    static final String LOG = "example.org/oic/log";
    static final String WITNESS = "example.org/dlt/witness";
    static final Instant AT = Instant.parse("2026-11-24T03:00:00.123Z");
    static final Instant STAMPED = Instant.parse("2026-11-24T03:00:05Z");
    static final List<String> REQUEST_SALTS = List.of("person", "target", "head", "body");
    static final List<String> ANSWER_SALTS = List.of("answer-head", "answer-body");

    // Who takes part. A vector may certify any of them otherwise.
    Certificate root = Certificate.of("root", "root", Certificate.ROOT);
    Certificate consumer = sealKey(CONSUMER, "ES256");
    Certificate provider = sealKey(PROVIDER, "ES256");
    Certificate log = note("log", LOG);
    Certificate witness = note("witness", WITNESS);
    Certificate time = Certificate.of("time", "dga", Keys.of("time dga", "ES256"));
    List<Certificate> more = new ArrayList<>();

    // What is said, before it is sealed.
    UnaryOperator<Lines> agreement = text -> text;
    UnaryOperator<Lines> agreementSeals = text -> text;
    UnaryOperator<Lines> request = text -> text;
    UnaryOperator<Lines> outcome = text -> text;
    boolean refused;

    // How it is sealed.
    Keys requestSigner;
    Keys outcomeSigner;
    String outcomeMember = PROVIDER;
    Keys agreementSigner = consumer.key();
    Instant agreementSealed = AT.minus(Duration.ofDays(1));
    Instant sealed = AT;
    int batch = 1;
    int place;
    UnaryOperator<Lines> requestSeal = text -> text;
    UnaryOperator<Lines> outcomeSeal = text -> text;
    UnaryOperator<Lines> leaf = text -> text;

    // Where it is logged, and who saw it.
    int index = 4;
    int size = 7;
    List<Certificate> witnesses = new ArrayList<>(List.of(witness));
    UnaryOperator<String> note = text -> text;
    Optional<Stamp> stamp = Optional.of(Stamp.by(time, STAMPED));
    boolean party = true;

    // What the file says in the end, its last line mended afterwards.
    UnaryOperator<Lines> unlogged = text -> text;
    UnaryOperator<Lines> file = text -> text;

    // What the checker holds.
    final List<String> revoked = new ArrayList<>();
    boolean anchored = true;
    Instant now = AT.plus(Duration.ofDays(30));

    Draft() {
        requestSigner = consumer.key();
        outcomeSigner = provider.key();
    }

    static Certificate sealKey(String member, String algorithm) {
        return Certificate.of(
                "seal", member, Keys.of("seal " + member + " " + algorithm, algorithm));
    }

    static Certificate note(String role, String name) {
        return Certificate.of(role, name, Keys.of(role + " " + name, "Ed25519"));
    }

    void useEd25519() {
        consumer = sealKey(CONSUMER, "Ed25519");
        provider = sealKey(PROVIDER, "Ed25519");
        requestSigner = consumer.key();
        outcomeSigner = provider.key();
        agreementSigner = consumer.key();
    }

    /// The consumer's own node refused, before anything was sealed or sent.
    void refuseAtHome() {
        refused = true;
        outcomeMember = CONSUMER;
        outcomeSigner = consumer.key();
        leaf = text -> text.set("role", "consumer").set("site", "dlt").without("request-seal");
    }

    void revoke(Certificate certificate, Instant from) {
        revoked.add(certificate.key().fingerprint().base64() + " " + Lines.time(from));
    }

    static Lines agreementText() {
        return Lines.of("saphan.org/agreement/v1")
                .line("id", "dsa-1")
                .line("version", 1)
                .line("title-th", "ข้อตกลงตัวอย่าง")
                .line("title-en", "Sample agreement")
                .line("consumer", CONSUMER)
                .line("provider", PROVIDER)
                .line("legal-basis", "dga-2562-s13")
                .line("benefit", "less paper")
                .line("not-before", "2026-11-23T03:00:00.123Z")
                .line("not-after", "2027-11-24T03:00:00.123Z")
                .line("duty", "secrecy-for-ever")
                .line("signatory", CONSUMER + " head A (invented), Director-General")
                .line("signatory", PROVIDER + " delegate B (invented), Secretary-General")
                .line("odrl", Bytes.utf8("odrl").sha256())
                .line("clause", "c1")
                .line("consumer-system", CONSUMER + "/tax")
                .line("service", SERVICE)
                .line("endpoint", "GET /v1/vehicles/{plate}")
                .line("purpose", "vehicle-tax")
                .line("field", "/status")
                .line("person", "asserted");
    }

    static Bytes salt(String part) {
        return Bytes.utf8("saphan vectors salt " + part).sha256();
    }

    static Bytes commitment(String part, String value) {
        return salt(part).concat(Bytes.utf8(value)).sha256();
    }

    static Lines salts(List<String> parts) {
        var text = Lines.of("saphan.org/salts/v1");
        for (var part : parts) {
            text = text.line(part, salt(part));
        }
        return text;
    }

    static Lines requestText(Bytes agreementHash) {
        return Lines.of("saphan.org/request/v1")
                .line("exchange", EXCHANGE)
                .line("time", AT)
                .line("consumer", CONSUMER + "/tax")
                .line("provider", SERVICE)
                .line("agreement", "dsa-1")
                .line("agreement-version", 1)
                .line("agreement-hash", agreementHash)
                .line("clause", "c1")
                .line("purpose", "vehicle-tax")
                .line("person", "asserted " + commitment("person", "9000000000012").base64())
                .line("method", "GET")
                .line("target", commitment("target", "/v1/vehicles/1%E0%B8%81%E0%B8%811234"))
                .line("head", commitment("head", "accept:application/json\n"))
                .line("body", commitment("body", ""))
                .line("body-length", 0)
                .line("salts", salts(REQUEST_SALTS).bytes().sha256())
                .line("trust-list", 3);
    }

    static Lines answerText(Bytes requestHash) {
        return Lines.of("saphan.org/answer/v1")
                .line("exchange", EXCHANGE)
                .line("time", AT.plusMillis(40))
                .line("request", requestHash)
                .line("provider", SERVICE)
                .line("status", 200)
                .line("head", commitment("answer-head", "content-type:application/json\n"))
                .line("body", commitment("answer-body", "{\"status\":\"insured\"}"))
                .line("body-length", 20)
                .line("removed", "/owner/address")
                .line("removed", "/owner/name")
                .line("removed-other", 1)
                .line("subject", commitment("subject", "9000000000012"))
                .line("salts", salts(ANSWER_SALTS).bytes().sha256())
                .line("trust-list", 3);
    }

    Lines refusalText(Bytes requestHash) {
        return Lines.of("saphan.org/refusal/v1")
                .line("exchange", EXCHANGE)
                .line("time", AT.plusMillis(2))
                .line("request", requestHash)
                .line("by", outcomeMember)
                .line("reason", "purpose_not_granted")
                .line("trust-list", 3);
    }

    /// A seal over a text that stands at `place` among `batch` texts.
    static Lines seal(Keys key, String member, Instant at, Bytes text, int batch, int place) {
        var hashes = hashes(text, batch, place);
        var tree = new Reference(hashes);
        var seal =
                Lines.of("saphan.org/seal/v1")
                        .line("signer", member)
                        .line("key", key.fingerprint())
                        .line("algorithm", key.algorithm())
                        .line("time", at)
                        .line("size", batch)
                        .line("index", place);
        for (var hash : tree.path(place, batch)) {
            seal = seal.line("path", hash);
        }
        return seal.line(
                "signature", key.sign(batchText(key, member, at, batch, tree.root(batch))));
    }

    static Bytes batchText(Keys key, String member, Instant at, int size, Bytes root) {
        return Lines.of("saphan.org/batch/v1")
                .line("signer", member)
                .line("key", key.fingerprint())
                .line("algorithm", key.algorithm())
                .line("time", at)
                .line("size", size)
                .line("root", root)
                .bytes();
    }

    private static List<Bytes> hashes(Bytes text, int size, int index) {
        return IntStream.range(0, size)
                .mapToObj(i -> Reference.leafHash(i == index ? text : Bytes.utf8("other " + i)))
                .toList();
    }

    private Lines sealedAgreement(Bytes text) {
        return agreementSeals.apply(
                Lines.of("saphan.org/sealed/v1")
                        .section("text", text)
                        .section(
                                "seal",
                                seal(agreementSigner, CONSUMER, agreementSealed, text, 1, 0)
                                        .bytes())
                        .section(
                                "seal",
                                seal(provider.key(), PROVIDER, agreementSealed, text, 1, 0)
                                        .bytes()));
    }

    /// The file, all but its last line.
    Lines receipt() {
        var allowed = agreement.apply(agreementText()).bytes();
        var asked = request.apply(requestText(allowed.sha256())).bytes();
        var came =
                outcome.apply(refused ? refusalText(asked.sha256()) : answerText(asked.sha256()))
                        .bytes();
        var logged = leaf.apply(leafText(asked, came));
        var tree = new Reference(hashes(logged.bytes(), size, index));
        var head = LOG + "\n" + size + "\n" + tree.root(size).base64() + "\n";
        var text = Lines.of("saphan.org/receipt/v1").line("exchange", EXCHANGE);
        for (var certificate : certificates()) {
            text = text.line("certificate", certificate.der());
        }
        text =
                text.section("leaf", unlogged.apply(logged).bytes())
                        .section("agreement", sealedAgreement(allowed).bytes())
                        .line("index", index);
        for (var hash : tree.path(index, size)) {
            text = text.line("path", hash);
        }
        text = text.section("checkpoint", Bytes.utf8(note.apply(head + "\n" + signatures(head))));
        if (stamp.isPresent()) {
            text = text.line("timestamp", stamp.get().over(Bytes.utf8(head)));
        }
        return file.apply(party ? text.section("salts", partysSalts().bytes()) : text);
    }

    private Lines partysSalts() {
        var parts = new ArrayList<>(REQUEST_SALTS);
        parts.addAll(refused ? List.of() : ANSWER_SALTS);
        return salts(parts);
    }

    private Lines leafText(Bytes asked, Bytes came) {
        return Lines.of("saphan.org/exchange/v1")
                .line("site", "oic")
                .line("role", "provider")
                .line("seen", "live")
                .section("request", asked)
                .section(
                        "request-seal",
                        requestSeal
                                .apply(seal(requestSigner, CONSUMER, sealed, asked, batch, place))
                                .bytes())
                .section("outcome", came)
                .section(
                        "outcome-seal",
                        outcomeSeal
                                .apply(
                                        seal(
                                                outcomeSigner,
                                                outcomeMember,
                                                sealed.plusMillis(41),
                                                came,
                                                batch,
                                                place))
                                .bytes());
    }

    private List<Certificate> certificates() {
        var all = new ArrayList<>(List.of(root, consumer, provider, log));
        all.addAll(witnesses);
        all.addAll(more);
        return all;
    }

    private String signatures(String head) {
        var lines = new StringBuilder(logSignature(log, head));
        for (var one : witnesses) {
            lines.append(cosignature(one, head, STAMPED.getEpochSecond() - 3));
        }
        return lines.toString();
    }

    static String logSignature(Certificate log, String head) {
        return signature(log.name(), log.key(), 1, log.key().sign(Bytes.utf8(head)));
    }

    static String cosignature(Certificate witness, String head, long at) {
        var said = Bytes.utf8("cosignature/v1\ntime " + at + "\n" + head);
        var time = Bytes.owning(ByteBuffer.allocate(8).putLong(at).array());
        return signature(witness.name(), witness.key(), 4, time.concat(witness.key().sign(said)));
    }

    static String signature(String name, Keys key, int algorithm, Bytes value) {
        return "\u2014 " + name + " " + keyId(name, key, algorithm).concat(value).base64() + "\n";
    }

    static Bytes keyId(String name, Keys key, int algorithm) {
        return Bytes.utf8(name + "\n")
                .concat(Bytes.of((byte) algorithm))
                .concat(key.raw())
                .sha256()
                .slice(0, 4);
    }

    /// With a last line that fits whatever stands before it.
    static Bytes mended(Lines file) {
        return file.line("sha256", file.bytes().sha256()).bytes();
    }

    Lines anchor() {
        var text =
                Lines.of("saphan.org/trust-anchor/v1")
                        .line("instance", "TH")
                        .line("root", Certificate.of("root", "root", Certificate.ROOT).der());
        for (var line : revoked) {
            text = text.line("revoked", line);
        }
        return text;
    }
}
