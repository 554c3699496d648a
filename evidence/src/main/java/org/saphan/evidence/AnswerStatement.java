package org.saphan.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the provider's node answers, after the fields that were not granted are gone.
///
/// @param request      SHA-256 of the request statement: the answer is bound to exactly that request
/// @param removed      JSON Pointers of removed fields that the service declares; public words
/// @param removedOther how many more were removed; their names are not written, they may be data
/// @param subject      commitment to the number of the person whom the data is about; its salt stays
///                     with the provider
/// @param salts        SHA-256 of the text of the salts that open head and body
public record AnswerStatement(
        String exchange,
        Instant time,
        Bytes request,
        String provider,
        int status,
        Bytes head,
        Bytes body,
        long bodyLength,
        List<String> removed,
        long removedOther,
        Optional<Bytes> subject,
        Bytes salts,
        long trustList)
        implements Statement {

    static final String FORMAT = "saphan.org/answer/v1";

    public AnswerStatement {
        Names.exchange("exchange", exchange);
        Names.service("provider", provider);
        if (status < 100 || status > 999) {
            throw new MalformedText("status", "not three digits");
        }
        RequestStatement.requireHash("request", request);
        RequestStatement.requireHash("head", head);
        RequestStatement.requireHash("body", body);
        RequestStatement.requireHash("salts", salts);
        subject.ifPresent(commitment -> RequestStatement.requireHash("subject", commitment));
        removed = List.copyOf(removed);
        if (!removed.equals(removed.stream().distinct().sorted().toList())) {
            throw new MalformedText("removed", "not sorted, or one is there twice");
        }
    }

    public String providerMember() {
        return Names.memberOf(provider);
    }

    @Override
    public Bytes bytes() {
        return Text.write(FORMAT)
                .line("exchange", exchange)
                .line("time", time)
                .line("request", request)
                .line("provider", provider)
                .line("status", status)
                .line("head", head)
                .line("body", body)
                .line("body-length", bodyLength)
                .lines("removed", removed)
                .line("removed-other", removedOther)
                .optional("subject", subject.map(Bytes::base64))
                .line("salts", salts)
                .line("trust-list", trustList)
                .bytes();
    }

    public static AnswerStatement parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var statement =
                new AnswerStatement(
                        text.line("exchange"),
                        text.time("time"),
                        text.hash("request"),
                        text.line("provider"),
                        (int) Math.min(text.number("status"), 1_000),
                        text.hash("head"),
                        text.hash("body"),
                        text.number("body-length"),
                        text.lines("removed"),
                        text.number("removed-other"),
                        text.nextIs("subject")
                                ? Optional.of(text.hash("subject"))
                                : Optional.empty(),
                        text.hash("salts"),
                        text.number("trust-list"));
        text.end();
        return statement;
    }
}
