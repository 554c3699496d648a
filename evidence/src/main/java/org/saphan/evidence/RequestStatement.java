package org.saphan.evidence;

import java.time.Instant;
import java.util.Optional;

/// What the consumer's node asks, in the name of one of its member's systems.
///
/// @param provider  the service; absent when the caller asked for one that nobody registered, because
///                  whatever stands there then is the caller's own text
/// @param agreement absent when a refusal came before an agreement was found
/// @param purpose   absent when none was given, or one that is not on the coded list
/// @param salts     SHA-256 of the text of the salts that open these commitments
/// @param head      commitment to the headers that were forwarded: `name:value` lines, `\n` after each
public record RequestStatement(
        String exchange,
        Instant time,
        String consumer,
        Optional<String> provider,
        Optional<AgreementReference> agreement,
        Optional<String> purpose,
        Person person,
        String method,
        Bytes target,
        Bytes head,
        Bytes body,
        long bodyLength,
        Bytes salts,
        long trustList)
        implements Statement {

    static final String FORMAT = "saphan.org/request/v1";

    /// Which clause of which agreement allows this.
    public record AgreementReference(String id, long version, Bytes hash, String clause) {

        public AgreementReference {
            Names.id("agreement", id);
            Names.word("clause", clause);
            requireHash("agreement-hash", hash);
        }
    }

    /// Who asks. `asserted` is the calling system's word; `token` was proved by an issuer's token.
    public sealed interface Person {

        record Nobody() implements Person {}

        record Asserted(Bytes commitment) implements Person {}

        record Token(Bytes commitment) implements Person {}
    }

    public RequestStatement {
        Names.exchange("exchange", exchange);
        Names.system("consumer", consumer);
        provider.ifPresent(name -> Names.service("provider", name));
        purpose.ifPresent(code -> Names.word("purpose", code));
        Names.method("method", method);
        requireHash("target", target);
        requireHash("head", head);
        requireHash("body", body);
        requireHash("salts", salts);
    }

    public String consumerMember() {
        return Names.memberOf(consumer);
    }

    public Optional<String> providerMember() {
        return provider.map(Names::memberOf);
    }

    @Override
    public Bytes bytes() {
        var text =
                Text.write(FORMAT)
                        .line("exchange", exchange)
                        .line("time", time)
                        .line("consumer", consumer)
                        .optional("provider", provider);
        agreement.ifPresent(
                reference ->
                        text.line("agreement", reference.id())
                                .line("agreement-version", reference.version())
                                .line("agreement-hash", reference.hash())
                                .line("clause", reference.clause()));
        return text.optional("purpose", purpose)
                .line("person", print(person))
                .line("method", method)
                .line("target", target)
                .line("head", head)
                .line("body", body)
                .line("body-length", bodyLength)
                .line("salts", salts)
                .line("trust-list", trustList)
                .bytes();
    }

    public static RequestStatement parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var statement =
                new RequestStatement(
                        text.line("exchange"),
                        text.time("time"),
                        text.line("consumer"),
                        text.optional("provider"),
                        parseAgreement(text),
                        text.optional("purpose"),
                        parsePerson(text.line("person")),
                        text.line("method"),
                        text.hash("target"),
                        text.hash("head"),
                        text.hash("body"),
                        text.number("body-length"),
                        text.hash("salts"),
                        text.number("trust-list"));
        text.end();
        return statement;
    }

    private static Optional<AgreementReference> parseAgreement(Text.Reader text) {
        if (!text.nextIs("agreement")) {
            return Optional.empty();
        }
        return Optional.of(
                new AgreementReference(
                        text.line("agreement"),
                        text.number("agreement-version"),
                        text.hash("agreement-hash"),
                        text.line("clause")));
    }

    private static String print(Person person) {
        return switch (person) {
            case Person.Nobody _ -> "none";
            case Person.Asserted(var commitment) -> "asserted " + commitment.base64();
            case Person.Token(var commitment) -> "token " + commitment.base64();
        };
    }

    private static Person parsePerson(String value) {
        if (value.equals("none")) {
            return new Person.Nobody();
        }
        int space = value.indexOf(' ');
        var kind = space < 0 ? value : value.substring(0, space);
        return switch (kind) {
            case "asserted" -> new Person.Asserted(hash("person", value.substring(space + 1)));
            case "token" -> new Person.Token(hash("person", value.substring(space + 1)));
            default -> throw new MalformedText("person", "not none, asserted or token");
        };
    }

    private static Bytes hash(String field, String base64) {
        try {
            var hash = Bytes.fromBase64(base64);
            requireHash(field, hash);
            return hash;
        } catch (MalformedText e) {
            throw new MalformedText(field, "not a commitment");
        }
    }

    static void requireHash(String field, Bytes hash) {
        if (hash.size() != 32) {
            throw new MalformedText(field, "not 32 bytes");
        }
    }
}
