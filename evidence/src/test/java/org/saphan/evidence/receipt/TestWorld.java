package org.saphan.evidence.receipt;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.AgreementText.Clause;
import org.saphan.evidence.AgreementText.Endpoint;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.AgreementText.Signatory;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.Merkle;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.RequestStatement.AgreementReference;
import org.saphan.evidence.RequestStatement.Person;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Salts.Part;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.Statement;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.evidence.log.TestWitness;
import org.saphan.evidence.time.TimestampAuthority;
import org.saphan.evidence.time.Timestamps;

/// A whole exchange of trust in memory: a root, two members with seal keys, a log, a witness, a
/// timestamp authority, and one exchange that all of them have seen. Tests change one thing of it.
final class TestWorld {

    static final String CONSUMER = "TH/GOV/DLT";
    static final String PROVIDER = "TH/GOV/OIC";
    static final String EXCHANGE = "019a0000-0000-7000-8000-000000000001";
    static final Instant AT = Instant.parse("2026-11-24T03:00:00.123Z");

    final SecureRandom random = new SecureRandom();
    final KeyPair rootKey = SigningKey.generate("ES256");
    final X509Certificate root = certificate("root", "TH root", rootKey, Duration.ofDays(7000));
    final Map<String, KeyPair> keys = new HashMap<>();
    final Map<String, X509Certificate> certificates = new HashMap<>();
    final TreeMap<Bytes, Instant> revoked = new TreeMap<>();
    String algorithm = "ES256";
    Duration sealLife = Duration.ofDays(700);
    Instant stampedAt = AT.plusSeconds(5);

    Clock clock(Instant at) {
        return Clock.fixed(at, ZoneOffset.UTC);
    }

    KeyPair key(String role, String name) {
        var id = role + " " + name;
        if (!keys.containsKey(id)) {
            boolean note = role.equals("log") || role.equals("witness");
            var made =
                    SigningKey.generate(
                            note ? "Ed25519" : role.equals("seal") ? algorithm : "ES256");
            keys.put(id, made);
            certificates.put(id, certificate(role, name, made, sealLife));
        }
        return keys.get(id);
    }

    private X509Certificate certificate(String role, String name, KeyPair key, Duration life) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Principal("CN=TH root,OU=root,O=TH"),
                            new BigInteger(100, random),
                            Date.from(AT.minus(Duration.ofDays(1))),
                            Date.from(AT.plus(life)),
                            new X500Principal("CN=" + name + ",OU=" + role + ",O=TH"),
                            key.getPublic());
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(role.equals("root")));
            if (role.equals("time")) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        true,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(rootKey.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Anchor anchor() {
        return new Anchor("TH", der(root), revoked);
    }

    static Bytes der(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    Bytes seal(String member, Bytes text) {
        return SigningKey.of(key("seal", member)).sealerFor(member, clock(AT)).seal(text).bytes();
    }

    AgreementText agreement() {
        return new AgreementText(
                "dsa-1",
                1,
                Optional.empty(),
                "ข้อตกลงตัวอย่าง",
                "Sample agreement",
                CONSUMER,
                PROVIDER,
                List.of("dga-2562-s13"),
                "less paper",
                AT.minus(Duration.ofDays(1)),
                AT.plus(Duration.ofDays(365)),
                List.of("secrecy-for-ever"),
                List.of(
                        new Signatory(CONSUMER, Signatory.Capacity.HEAD, "A (invented)"),
                        new Signatory(PROVIDER, Signatory.Capacity.HEAD, "B (invented)")),
                Bytes.utf8("odrl").sha256(),
                List.of(
                        new Clause(
                                "c1",
                                List.of(CONSUMER + "/tax"),
                                PROVIDER + "/motor/cmi-check",
                                List.of(new Endpoint("GET", "/v1/vehicles/{plate}")),
                                List.of("vehicle-tax"),
                                List.of("/status"),
                                List.of(),
                                PersonRule.ASSERTED,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    Sealed sealedAgreement() {
        var text = agreement().bytes();
        return new Sealed(
                text,
                List.of(
                        SigningKey.of(key("seal", CONSUMER))
                                .sealerFor(CONSUMER, clock(AT))
                                .seal(text),
                        SigningKey.of(key("seal", PROVIDER))
                                .sealerFor(PROVIDER, clock(AT))
                                .seal(text)));
    }

    final Salts salts =
            Salts.fresh(
                    random,
                    EnumSet.of(
                            Part.PERSON,
                            Part.TARGET,
                            Part.HEAD,
                            Part.BODY,
                            Part.ANSWER_HEAD,
                            Part.ANSWER_BODY));

    RequestStatement request(String purpose) {
        return new RequestStatement(
                EXCHANGE,
                AT,
                CONSUMER + "/tax",
                Optional.of(PROVIDER + "/motor/cmi-check"),
                Optional.of(new AgreementReference("dsa-1", 1, agreement().bytes().sha256(), "c1")),
                Optional.of(purpose),
                new Person.Asserted(salts.commit(Part.PERSON, Bytes.utf8("9000000000012"))),
                "GET",
                salts.commit(Part.TARGET, Bytes.utf8("/v1/vehicles/x")),
                salts.commit(Part.HEAD, Bytes.empty()),
                salts.commit(Part.BODY, Bytes.empty()),
                0,
                salts.only(Salts.OF_REQUEST).hash(),
                3);
    }

    Statement answer(RequestStatement request) {
        return new AnswerStatement(
                EXCHANGE,
                AT.plusMillis(40),
                request.bytes().sha256(),
                PROVIDER + "/motor/cmi-check",
                200,
                salts.commit(Part.ANSWER_HEAD, Bytes.empty()),
                salts.commit(Part.ANSWER_BODY, Bytes.utf8("{}")),
                2,
                List.of(),
                0,
                Optional.empty(),
                salts.only(Salts.OF_ANSWER).hash(),
                3);
    }

    /// The provider's leaf of an answered exchange.
    Leaf.Exchange answered() {
        var request = request("vehicle-tax");
        return leaf(request, answer(request), PROVIDER, Leaf.Role.PROVIDER, true);
    }

    /// The consumer's leaf of a call that its own node refused before it was sealed.
    Leaf.Exchange refusedAtHome() {
        var request = request("road-victim-aid");
        var refusal =
                new RefusalStatement(
                        EXCHANGE,
                        AT.plusMillis(2),
                        request.bytes().sha256(),
                        CONSUMER,
                        "purpose_not_granted",
                        3);
        return leaf(request, refusal, CONSUMER, Leaf.Role.CONSUMER, false);
    }

    Leaf.Exchange leaf(
            Statement request, Statement outcome, String by, Leaf.Role role, boolean sealed) {
        return new Leaf.Exchange(
                "oic",
                role,
                Leaf.Seen.LIVE,
                request.bytes(),
                sealed ? Optional.of(seal(CONSUMER, request.bytes())) : Optional.empty(),
                outcome.bytes(),
                seal(by, outcome.bytes()));
    }

    Receipt receipt(Leaf leaf) {
        return receipt(leaf, true, true);
    }

    /// The leaf among six others, under a head that a witness saw and an authority stamped.
    Receipt receipt(Leaf leaf, boolean witnessed, boolean stamped) {
        var hashes = new ArrayList<Bytes>();
        for (int i = 0; i < 7; i++) {
            hashes.add(Merkle.leaf(i == 4 ? leaf.bytes() : Bytes.utf8("other " + i)));
        }
        var log = note("log", "example.org/oic/log", NoteKey.Kind.LOG);
        var head = Checkpoint.sign(7, Merkle.root(hashes), log);
        if (witnessed) {
            head =
                    TestWitness.cosign(
                            head,
                            note("witness", "example.org/dlt/witness", NoteKey.Kind.WITNESS),
                            AT.plusSeconds(2));
        }
        var timestamp = stamped ? Optional.of(stamp(head)) : Optional.<Bytes>empty();
        var agreement = sealedAgreement();
        var refused = ((Leaf.Exchange) leaf).outcome().text().startsWith("saphan.org/refusal");
        return new Receipt(
                EXCHANGE,
                leaf.bytes(),
                ders(),
                Optional.of(agreement),
                4,
                Merkle.path(hashes, 4),
                head,
                timestamp,
                Optional.of(refused ? salts.only(Salts.OF_REQUEST) : salts));
    }

    private NoteSigner note(String role, String name, NoteKey.Kind kind) {
        return NoteSigner.of(name, kind, SigningKey.of(key(role, name)));
    }

    private Bytes stamp(Checkpoint head) {
        var authority =
                new TimestampAuthority(
                        key("time", "dga"),
                        java.util.Objects.requireNonNull(certificates.get("time dga")),
                        clock(stampedAt),
                        random);
        var query = Timestamps.query(head.text(), new BigInteger(64, random));
        return Timestamps.token(query, authority.answer(query));
    }

    List<Bytes> ders() {
        var ders = new ArrayList<>(List.of(der(root)));
        certificates.values().stream().map(TestWorld::der).sorted().forEach(ders::add);
        return ders;
    }

    Verdict verify(Bytes file) {
        return Verifier.verify(file, Optional.of(anchor()), AT.plus(Duration.ofDays(30)));
    }
}
