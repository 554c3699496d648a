package org.saphan.evidence.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.util.CollectionStore;
import org.saphan.evidence.Bytes;

/// An RFC 3161 token, made piece by piece, so that each piece can be wrong.
///
/// @param digest  of the imprint
/// @param carries whether the certificate is inside
record Stamp(
        Certificate authority,
        Keys signer,
        Instant at,
        ASN1ObjectIdentifier digest,
        boolean carries,
        ASN1ObjectIdentifier contentType) {

    static Stamp by(Certificate authority, Instant at) {
        return new Stamp(
                authority,
                authority.key(),
                at,
                NISTObjectIdentifiers.id_sha256,
                true,
                PKCSObjectIdentifiers.id_ct_TSTInfo);
    }

    Stamp signedBy(Keys other) {
        return new Stamp(authority, other, at, digest, carries, contentType);
    }

    Stamp withDigest(ASN1ObjectIdentifier other) {
        return new Stamp(authority, signer, at, other, carries, contentType);
    }

    Stamp withoutCertificate() {
        return new Stamp(authority, signer, at, digest, false, contentType);
    }

    Stamp ofType(ASN1ObjectIdentifier other) {
        return new Stamp(authority, signer, at, digest, carries, other);
    }

    Bytes over(Bytes message) {
        return encoded(signed(message), ASN1Encoding.DL);
    }

    /// The same in another encoding than the one that counts.
    Bytes overInBer(Bytes message) {
        return encoded(signed(message), ASN1Encoding.BER);
    }

    private static Bytes encoded(CMSSignedData signed, String encoding) {
        try {
            return Bytes.owning(signed.toASN1Structure().getEncoded(encoding));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CMSSignedData signed(Bytes message) {
        try {
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                            .setSignedAttributeGenerator(
                                    new DefaultSignedAttributeTableGenerator(attributes()))
                            .build(signer.contentSigner(), authority.holder()));
            if (carries) {
                generator.addCertificates(new CollectionStore<>(List.of(authority.holder())));
            }
            return generator.generate(
                    new CMSProcessableByteArray(contentType, info(message).getEncoded("DER")),
                    true);
        } catch (CMSException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private TSTInfo info(Bytes message) {
        return new TSTInfo(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1.1"),
                new MessageImprint(new AlgorithmIdentifier(digest), hash(message)),
                new ASN1Integer(7),
                new ASN1GeneralizedTime(Date.from(at), Locale.ROOT),
                null,
                null,
                null,
                null,
                null);
    }

    private byte[] hash(Bytes message) {
        try {
            return MessageDigest.getInstance(digest.getId()).digest(message.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private AttributeTable attributes() {
        var table = new Hashtable<ASN1ObjectIdentifier, Attribute>();
        put(table, CMSAttributes.signingTime, new Time(Date.from(at), Locale.ROOT));
        put(
                table,
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new SigningCertificateV2(new ESSCertIDv2(authority.der().sha256().array())));
        return new AttributeTable(table);
    }

    private static void put(
            Hashtable<ASN1ObjectIdentifier, Attribute> table,
            ASN1ObjectIdentifier name,
            ASN1Encodable value) {
        table.put(name, new Attribute(name, new DERSet(value)));
    }
}
