package org.saphan.evidence.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.time.TimestampAuthority;
import org.saphan.evidence.time.Timestamps;

/// Timestamps are read by a library that throws whatever it likes at foreign bytes. Whichever bit is
/// wrong, we refuse, and never fall over.
class TimestampBitsTest {

    private static final Bytes HEAD = Bytes.utf8("example.org/log\n1\nroot\n");
    private static final Bytes QUERY = Timestamps.query(HEAD, BigInteger.TWO.pow(60));

    private final TimestampAuthority authority = authority();

    /// Which bits of a token are free is the concern of RFC 3161; that none says another time is ours.
    @Test
    void no_changed_bit_of_a_token_says_another_time() {
        var token = Timestamps.token(QUERY, authority.answer(QUERY));
        var time = Timestamps.check(token, HEAD).time();

        withEachByteChanged(
                token,
                changed -> assertThat(Timestamps.check(changed, HEAD).time()).isEqualTo(time));
    }

    @Test
    void no_changed_bit_of_an_answer_brings_the_asker_down() {
        withEachByteChanged(
                authority.answer(QUERY),
                changed -> assertThat(Timestamps.token(QUERY, changed).size()).isPositive());
    }

    @Test
    void no_changed_bit_of_a_query_brings_the_authority_down() {
        withEachByteChanged(
                QUERY, changed -> assertThat(authority.answer(changed).size()).isPositive());
    }

    /// One bit of each byte, a different one each time.
    private static void withEachByteChanged(Bytes good, Consumer<Bytes> use) {
        var bytes = good.array();
        int refused = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte bit = (byte) (1 << at % 8);
            bytes[at] ^= bit;
            try {
                use.accept(Bytes.of(bytes));
            } catch (MalformedText e) {
                refused++;
            }
            bytes[at] ^= bit;
        }
        assertThat(refused).isPositive();
    }

    private static TimestampAuthority authority() {
        var key = Keys.of("time dga", "ES256");
        try {
            var factory = KeyFactory.getInstance("EC");
            var open =
                    (ECPublicKey)
                            factory.generatePublic(new X509EncodedKeySpec(key.spki().array()));
            var secret =
                    factory.generatePrivate(
                            new ECPrivateKeySpec(
                                    new BigInteger(1, key.secret().array()), open.getParams()));
            var certificate =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(
                                            Certificate.of("time", "dga", key).der().array()));
            return new TimestampAuthority(
                    new KeyPair(open, secret),
                    (X509Certificate) certificate,
                    Clock.fixed(Draft.STAMPED, ZoneOffset.UTC),
                    new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
