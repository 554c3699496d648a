package org.saphan.evidence;

import java.time.Instant;

/// Why a known caller did not get what it asked for, said by the member whose node refused.
///
/// @param reason a coded word; `docs/problems.md` has what it means and what to do
public record RefusalStatement(
        String exchange, Instant time, Bytes request, String by, String reason, long trustList)
        implements Statement {

    static final String FORMAT = "saphan.org/refusal/v1";

    public RefusalStatement {
        Names.exchange("exchange", exchange);
        Names.member("by", by);
        Names.word("reason", reason);
        RequestStatement.requireHash("request", request);
    }

    @Override
    public Bytes bytes() {
        return Text.write(FORMAT)
                .line("exchange", exchange)
                .line("time", time)
                .line("request", request)
                .line("by", by)
                .line("reason", reason)
                .line("trust-list", trustList)
                .bytes();
    }

    public static RefusalStatement parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var statement =
                new RefusalStatement(
                        text.line("exchange"),
                        text.time("time"),
                        text.hash("request"),
                        text.line("by"),
                        text.line("reason"),
                        text.number("trust-list"));
        text.end();
        return statement;
    }
}
