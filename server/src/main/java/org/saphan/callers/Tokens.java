package org.saphan.callers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.saphan.kernel.MemberId;

/// JSON Web Tokens (RFC 7519) of the members' own issuers.
final class Tokens {

    private static final int LONGEST = 8 << 10;
    private static final int LONGEST_KEY_SET = 256 << 10;
    private static final Duration FETCH = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofMinutes(15);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

    /// An issuer that cannot be reached does not stop its systems at once.
    private static final Duration OUTAGE = Duration.ofHours(4);

    private static final int SKEW_SECONDS = 30;

    /// Signatures by keys that only the issuer has; a shared secret proves nothing about who signed.
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.PS256, JWSAlgorithm.RS256);

    /// Of RFC 9068, of RFC 7519, or none.
    private static final Set<JOSEObjectType> TYPES =
            Set.of(new JOSEObjectType("at+jwt"), JOSEObjectType.JWT);

    /// What looking at a token gave.
    sealed interface Seen {

        record Good(Credential.Client client, MemberId member) implements Seen {}

        record Bad() implements Seen {}

        /// The issuer's keys cannot be read.
        record Uncheckable() implements Seen {}
    }

    private record Checker(JWTProcessor<SecurityContext> processor, MemberId member) {}

    private final Map<String, Checker> byIssuer = new HashMap<>();

    Tokens(List<CallerSettings.Issuer> issuers) {
        for (var issuer : issuers) {
            byIssuer.put(issuer.issuer(), new Checker(processor(issuer), issuer.member()));
        }
    }

    private static JWTProcessor<SecurityContext> processor(CallerSettings.Issuer issuer) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        var types = new DefaultJOSEObjectTypeVerifier<SecurityContext>(withNone());
        processor.setJWSTypeVerifier(types);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(issuer)));
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        issuer.audience(),
                        new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                        Set.of("sub", "exp"));
        claims.setMaxClockSkew(SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    private static Set<JOSEObjectType> withNone() {
        var types = new HashSet<JOSEObjectType>(TYPES);
        types.add(null);
        return types;
    }

    private static JWKSource<SecurityContext> keys(CallerSettings.Issuer issuer) {
        try {
            var retriever =
                    new DefaultResourceRetriever(
                            (int) FETCH.toMillis(), (int) FETCH.toMillis(), LONGEST_KEY_SET);
            return JWKSourceBuilder.<SecurityContext>create(issuer.jwks().toURL(), retriever)
                    .cache(FRESH.toMillis(), FETCH.toMillis() * 2)
                    .rateLimited(BETWEEN_FETCHES.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the settings let only URLs through", e);
        }
    }

    Seen look(String token) {
        try {
            if (token.length() > LONGEST) {
                return new Seen.Bad();
            }
            var parsed = JWTParser.parse(token);
            var checker =
                    Optional.ofNullable(parsed.getJWTClaimsSet())
                            .map(JWTClaimsSet::getIssuer)
                            .map(byIssuer::get);
            if (checker.isEmpty()) {
                return new Seen.Bad();
            }
            var claims = checker.get().processor().process(parsed, null);
            return new Seen.Good(
                    new Credential.Client(claims.getIssuer(), claims.getSubject()),
                    checker.get().member());
        } catch (KeySourceException e) {
            return new Seen.Uncheckable();
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return new Seen.Bad();
        }
    }
}
