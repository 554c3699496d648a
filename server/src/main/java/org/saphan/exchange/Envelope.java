package org.saphan.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.RequestStatement.Person;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Salts.Part;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Statement;
import org.saphan.kernel.MemberId;
import org.saphan.members.TrustList;

/// What travels between two nodes: a sealed statement, the salts that open it, and what it commits
/// to. The statement and the seal are kept as the bytes that came; they go into both leaves.
final class Envelope {

    static final String STATEMENT = "Saphan-Statement";
    static final String SEAL = "Saphan-Seal";
    static final String SALTS = "Saphan-Salts";
    static final String TARGET = "Saphan-Target";
    static final String HEAD = "Saphan-Head";

    private Envelope() {}

    /// A statement as it was sealed.
    record SealedStatement<S extends Statement>(S value, Bytes bytes, Seal seal) {

        /// Was this sealed by that member, with a key that counts at this moment?
        boolean isBy(MemberId member, TrustList trust, Instant now) {
            return seal.signer().equals(member.toString())
                    && trust.sealKey(member, seal.key(), now)
                            .map(key -> key.verifies(seal.batchText(bytes), seal.signature()))
                            .orElse(false);
        }
    }

    record Question(
            SealedStatement<RequestStatement> statement,
            Salts salts,
            String target,
            Head head,
            Bytes body) {

        Map<String, String> headers() {
            var headers = sealedHeaders(statement, salts);
            headers.put(TARGET, Bytes.utf8(target).base64());
            headers.put(HEAD, head.bytes().base64());
            return headers;
        }

        /// Does the statement commit to exactly this target, these headers, this body and person? Salts
        /// of other parts would stand beside our own ones, and no receipt would hold.
        boolean isWhatWasSealed() {
            var value = statement.value();
            return salts.equals(salts.only(Salts.OF_REQUEST))
                    && salts.hash().equals(value.salts())
                    && salts.opens(Part.TARGET, value.target(), Bytes.utf8(target))
                    && salts.opens(Part.HEAD, value.head(), head.bytes())
                    && salts.opens(Part.BODY, value.body(), body)
                    && value.bodyLength() == body.size()
                    && personOpens(value.person());
        }

        private boolean personOpens(Person person) {
            var named = head.last("x-road-userid").map(Bytes::utf8);
            return switch (person) {
                case Person.Nobody _ -> named.isEmpty();
                case Person.Asserted(var commitment) ->
                        named.map(value -> salts.opens(Part.PERSON, commitment, value))
                                .orElse(false);
                // No door of this node proves persons by token yet, so nobody can have sealed one.
                case Person.Token _ -> false;
            };
        }

        static Question parse(Function<String, Optional<String>> header, Bytes body) {
            var bytes = base64(header, STATEMENT);
            return new Question(
                    new SealedStatement<>(
                            RequestStatement.parse(bytes), bytes, Seal.parse(base64(header, SEAL))),
                    Salts.parse(base64(header, SALTS)),
                    requestTarget(base64(header, TARGET)),
                    Head.parse(base64(header, HEAD)),
                    body);
        }
    }

    /// What came back: an answer with its headers and body, or a refusal with neither.
    record Outcome(SealedStatement<Statement> statement, Salts salts, Head head, Bytes body) {

        Map<String, String> headers() {
            var headers = sealedHeaders(statement, salts);
            headers.put(HEAD, head.bytes().base64());
            return headers;
        }

        /// Does this answer or refuse exactly that request? Salts of the request are not the
        /// provider's to give: they would take the place of our own.
        boolean answers(SealedStatement<RequestStatement> request, String provider) {
            return isBound(statement.value(), request, provider)
                    && switch (statement.value()) {
                        case AnswerStatement answer -> commits(answer);
                        case RefusalStatement _ -> salts.equals(Salts.none());
                        case RequestStatement _ -> false;
                    };
        }

        private boolean commits(AnswerStatement answer) {
            return salts.equals(salts.only(Salts.OF_ANSWER))
                    && salts.hash().equals(answer.salts())
                    && salts.opens(Part.ANSWER_HEAD, answer.head(), head.bytes())
                    && salts.opens(Part.ANSWER_BODY, answer.body(), body)
                    && answer.bodyLength() == body.size();
        }

        static Outcome parse(Function<String, Optional<String>> header, Bytes body) {
            var bytes = base64(header, STATEMENT);
            return new Outcome(
                    new SealedStatement<>(
                            Statement.parse(bytes), bytes, Seal.parse(base64(header, SEAL))),
                    Salts.parse(base64(header, SALTS)),
                    Head.parse(base64(header, HEAD)),
                    body);
        }
    }

    /// Does this outcome name exactly that request, and speak for the service that was asked?
    static boolean isBound(
            Statement outcome, SealedStatement<RequestStatement> request, String provider) {
        var hash = request.bytes().sha256();
        return outcome.exchange().equals(request.value().exchange())
                && switch (outcome) {
                    case AnswerStatement answer ->
                            answer.request().equals(hash) && answer.provider().equals(provider);
                    case RefusalStatement refusal ->
                            refusal.request().equals(hash)
                                    && provider.startsWith(refusal.by() + "/");
                    case RequestStatement _ -> false;
                };
    }

    private static Map<String, String> sealedHeaders(SealedStatement<?> statement, Salts salts) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(STATEMENT, statement.bytes().base64());
        headers.put(SEAL, statement.seal().bytes().base64());
        headers.put(SALTS, salts.bytes().base64());
        return headers;
    }

    private static Bytes base64(Function<String, Optional<String>> header, String name) {
        var value =
                header.apply(name).orElseThrow(() -> new MalformedText(name, "header is missing"));
        try {
            return Bytes.fromBase64(value);
        } catch (MalformedText e) {
            throw new MalformedText(name, "not canonical base64");
        }
    }

    /// Only characters that a request line can carry: the service must see one request, not two.
    private static String requestTarget(Bytes bytes) {
        for (byte b : bytes.unsafe()) {
            if (b <= 0x20 || b >= 0x7f) {
                throw new MalformedText(TARGET, "not a request target");
            }
        }
        var target = new String(bytes.unsafe(), StandardCharsets.US_ASCII);
        if (!target.isEmpty() && !target.startsWith("/") && !target.startsWith("?")) {
            throw new MalformedText(TARGET, "not a path below the service");
        }
        return target;
    }
}
