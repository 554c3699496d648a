package org.saphan.evidence;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One entry of a node's evidence log, in one of the forms below. The log itself takes any text;
/// these are all the texts that Saphan writes.
public sealed interface Leaf {

    Bytes bytes();

    static Leaf parse(Bytes bytes) {
        return switch (Text.formatOf(bytes)) {
            case Exchange.FORMAT -> Exchange.parse(bytes);
            case Act.FORMAT -> Act.parse(bytes);
            case Refused.FORMAT -> Refused.parse(bytes);
            case Succession.FORMAT -> Succession.parse(bytes);
            default -> throw new MalformedText("format", "not a leaf of a known version");
        };
    }

    enum Role {
        CONSUMER,
        PROVIDER;

        String word() {
            return this == CONSUMER ? "consumer" : "provider";
        }

        static Role parse(String word) {
            return switch (word) {
                case "consumer" -> CONSUMER;
                case "provider" -> PROVIDER;
                default -> throw new MalformedText("role", "not consumer or provider");
            };
        }
    }

    /// How this node came to know the outcome: as it happened, or by asking the other node later.
    enum Seen {
        LIVE,
        RECONCILED;

        String word() {
            return this == LIVE ? "live" : "reconciled";
        }

        static Seen parse(String word) {
            return switch (word) {
                case "live" -> LIVE;
                case "reconciled" -> RECONCILED;
                default -> throw new MalformedText("seen", "not live or reconciled");
            };
        }
    }

    /// One exchange as this node saw it: the request, and its answer or refusal, each as the exact
    /// bytes that were sealed. Only a refusal at the consumer's node has no seal on the request.
    record Exchange(
            String site,
            Role role,
            Seen seen,
            Bytes request,
            Optional<Bytes> requestSeal,
            Bytes outcome,
            Bytes outcomeSeal)
            implements Leaf {

        static final String FORMAT = "saphan.org/exchange/v1";

        public Exchange {
            Names.id("site", site);
        }

        @Override
        public Bytes bytes() {
            var text =
                    Text.write(FORMAT)
                            .line("site", site)
                            .line("role", role.word())
                            .line("seen", seen.word())
                            .section("request", request);
            requestSeal.ifPresent(seal -> text.section("request-seal", seal));
            return text.section("outcome", outcome).section("outcome-seal", outcomeSeal).bytes();
        }

        static Exchange parse(Bytes bytes) {
            var text = Text.read(bytes, FORMAT);
            var leaf =
                    new Exchange(
                            text.line("site"),
                            Role.parse(text.line("role")),
                            Seen.parse(text.line("seen")),
                            text.section("request"),
                            text.nextIs("request-seal")
                                    ? Optional.of(text.section("request-seal"))
                                    : Optional.empty(),
                            text.section("outcome"),
                            text.section("outcome-seal"));
            text.end();
            return leaf;
        }
    }

    /// Something that was done and stands in the database too: an agreement registered or ended, a
    /// member admitted or suspended, a trust list issued.
    ///
    /// @param act   UUIDv7; the same act written twice counts once
    /// @param by    the member or the site's operator who did it
    /// @param about the id of what it was done to
    /// @param hash  SHA-256 of the text that it is about, when there is one
    record Act(
            String act,
            Instant time,
            String site,
            String kind,
            String by,
            String about,
            Optional<Bytes> hash)
            implements Leaf {

        static final String FORMAT = "saphan.org/act/v1";

        public Act {
            Names.exchange("act", act);
            Names.id("site", site);
            Names.word("kind", kind);
            hash.ifPresent(value -> RequestStatement.requireHash("hash", value));
        }

        @Override
        public Bytes bytes() {
            return Text.write(FORMAT)
                    .line("act", act)
                    .line("time", time)
                    .line("site", site)
                    .line("kind", kind)
                    .line("by", by)
                    .line("about", about)
                    .optional("hash", hash.map(Bytes::base64))
                    .bytes();
        }

        static Act parse(Bytes bytes) {
            var text = Text.read(bytes, FORMAT);
            var leaf =
                    new Act(
                            text.line("act"),
                            text.time("time"),
                            text.line("site"),
                            text.line("kind"),
                            text.line("by"),
                            text.line("about"),
                            text.nextIs("hash")
                                    ? Optional.of(text.hash("hash"))
                                    : Optional.empty());
            text.end();
            return leaf;
        }
    }

    /// What was turned away unproved within a minute: unknown callers, malformed input, overload.
    record Refused(String site, Instant from, Instant to, Map<String, Long> counts)
            implements Leaf {

        static final String FORMAT = "saphan.org/refused/v1";

        public Refused {
            Names.id("site", site);
            counts = Collections.unmodifiableMap(new TreeMap<>(counts));
            counts.keySet().forEach(reason -> Names.word("count", reason));
        }

        @Override
        public Bytes bytes() {
            var lines =
                    counts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
            return Text.write(FORMAT)
                    .line("site", site)
                    .line("from", from)
                    .line("to", to)
                    .lines("count", lines)
                    .bytes();
        }

        static Refused parse(Bytes bytes) {
            var text = Text.read(bytes, FORMAT);
            var site = text.line("site");
            var from = text.time("from");
            var to = text.time("to");
            var counts = new TreeMap<String, Long>();
            var lines = text.lines("count");
            for (var line : lines) {
                int space = line.indexOf(' ');
                if (space < 1) {
                    throw new MalformedText("count", "not a reason and a number");
                }
                counts.put(
                        line.substring(0, space),
                        Text.parseNumber("count", line.substring(space + 1)));
            }
            text.end();
            var leaf = new Refused(site, from, to, counts);
            requireSame(lines, leaf);
            return leaf;
        }

        private static void requireSame(List<String> lines, Refused leaf) {
            var expected =
                    leaf.counts.entrySet().stream()
                            .map(e -> e.getKey() + " " + e.getValue())
                            .toList();
            if (!expected.equals(lines)) {
                throw new MalformedText("count", "not sorted, or one is there twice");
            }
        }
    }

    /// The first leaf of a log that takes over from another one of the same site.
    record Succession(
            String site,
            Instant time,
            String previousOrigin,
            long previousSize,
            Bytes previousRoot,
            String reason)
            implements Leaf {

        static final String FORMAT = "saphan.org/succession/v1";

        public Succession {
            Names.id("site", site);
            Names.word("reason", reason);
            RequestStatement.requireHash("previous-root", previousRoot);
        }

        @Override
        public Bytes bytes() {
            return Text.write(FORMAT)
                    .line("site", site)
                    .line("time", time)
                    .line("previous-origin", previousOrigin)
                    .line("previous-size", previousSize)
                    .line("previous-root", previousRoot)
                    .line("reason", reason)
                    .bytes();
        }

        static Succession parse(Bytes bytes) {
            var text = Text.read(bytes, FORMAT);
            var leaf =
                    new Succession(
                            text.line("site"),
                            text.time("time"),
                            text.line("previous-origin"),
                            text.number("previous-size"),
                            text.hash("previous-root"),
                            text.line("reason"));
            text.end();
            return leaf;
        }
    }
}
