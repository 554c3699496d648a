package org.saphan.evidence.vectors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.saphan.evidence.Bytes;

/// `timestamps.json`: RFC 3161 tokens, what they are to be over, and whether they hold by themselves.
/// Whether their certificate counts is for the receipts' vectors.
final class TimestampVectors {

    private static final Bytes HEAD =
            Bytes.utf8(Draft.LOG + "\n7\n" + Bytes.utf8("root").sha256().base64() + "\n");
    private static final Instant AT = Draft.STAMPED;
    private static final Certificate AUTHORITY =
            Certificate.of("time", "dga", Keys.of("time dga", "ES256"));

    private final List<Map<String, Object>> vectors = new ArrayList<>();

    private TimestampVectors() {}

    static List<Map<String, Object>> make() {
        var all = new TimestampVectors();
        all.good("over the three lines of a checkpoint", Stamp.by(AUTHORITY, AT), AT);
        all.good("on the first second of its certificate", Stamp.by(AUTHORITY, from()), from());
        all.good("on the last second of its certificate", Stamp.by(AUTHORITY, to()), to());
        all.bad("a second before its certificate", Stamp.by(AUTHORITY, from().minusSeconds(1)));
        all.bad("a second after its certificate", Stamp.by(AUTHORITY, to().plusSeconds(1)));
        all.bad("by a certificate without a purpose", Stamp.by(AUTHORITY.forPurposes(true), AT));
        all.bad(
                "by a certificate whose purpose is not critical",
                Stamp.by(AUTHORITY.forPurposes(false, KeyPurposeId.id_kp_timeStamping), AT));
        all.bad(
                "by a certificate with another purpose",
                Stamp.by(AUTHORITY.forPurposes(true, KeyPurposeId.id_kp_clientAuth), AT));
        all.bad(
                "by a certificate with one more purpose",
                Stamp.by(
                        AUTHORITY.forPurposes(
                                true,
                                KeyPurposeId.id_kp_timeStamping,
                                KeyPurposeId.id_kp_clientAuth),
                        AT));
        all.bad(
                "signed with another key than its certificate's",
                Stamp.by(AUTHORITY, AT).signedBy(Certificate.OTHER_ROOT));
        all.bad("without its certificate", Stamp.by(AUTHORITY, AT).withoutCertificate());
        all.bad(
                "over SHA-512",
                Stamp.by(AUTHORITY, AT).withDigest(NISTObjectIdentifiers.id_sha512));
        all.bad(
                "over SHA-384",
                Stamp.by(AUTHORITY, AT).withDigest(NISTObjectIdentifiers.id_sha384));
        all.bad(
                "of data that is no timestamp",
                Stamp.by(AUTHORITY, AT).ofType(PKCSObjectIdentifiers.data));
        var token = Stamp.by(AUTHORITY, AT).over(HEAD);
        all.add("over another text", token, Bytes.utf8("other\n"), false);
        all.add(
                "over the whole note instead of its three lines",
                token,
                HEAD.concat(Bytes.utf8("\n")),
                false);
        all.add("in BER", Stamp.by(AUTHORITY, AT).overInBer(HEAD), HEAD, false);
        all.add("with a byte more", token.concat(Bytes.of((byte) 0)), HEAD, false);
        all.add("with a byte less", token.slice(0, token.size() - 1), HEAD, false);
        all.add("empty", Bytes.empty(), HEAD, false);
        all.add("a certificate instead", AUTHORITY.der(), HEAD, false);
        return all.vectors;
    }

    private static Instant from() {
        return Instant.ofEpochSecond(AUTHORITY.from().getEpochSecond());
    }

    private static Instant to() {
        return Instant.ofEpochSecond(AUTHORITY.to().getEpochSecond());
    }

    private void good(String name, Stamp stamp, Instant at) {
        add(name, stamp.over(HEAD), HEAD, true);
        vectors.getLast().put("time", at.toString());
    }

    private void bad(String name, Stamp stamp) {
        add(name, stamp.over(HEAD), HEAD, false);
    }

    private void add(String name, Bytes token, Bytes over, boolean holds) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        vector.put("token", token.base64());
        Change.put(vector, over);
        vector.put("holds", holds);
        vectors.add(vector);
    }
}
