package org.saphan.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.kernel.http.Header;

/// The headers that matter: those that are forwarded, in the order in which they arrived, names in
/// lower case. A statement commits to these bytes.
record Head(List<Header> fields) {

    /// X-Road's own list of what stays behind at each node.
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "transfer-encoding",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "upgrade",
                    "connection",
                    "user-agent",
                    "host",
                    "content-length",
                    "server",
                    "expect");

    /// Secrets of this door, and what the consumer's node alone may set.
    private static final Set<String> OURS =
            Set.of(
                    "saphan-key",
                    "saphan-token",
                    "x-road-request-id",
                    "x-road-request-hash",
                    "x-road-error",
                    "saphan-receipt");

    /// A service that can answer in part, compressed or "not modified" would slip past the filter.
    private static final Set<String> HINDERS_FILTER =
            Set.of("accept-encoding", "range", "if-range", "if-none-match", "if-modified-since");

    /// What an answer may carry beside its granted fields.
    private static final Set<String> PASSES_FILTER =
            Set.of(
                    "content-type",
                    "content-language",
                    "cache-control",
                    "date",
                    "expires",
                    "last-modified",
                    "location",
                    "retry-after",
                    "vary");

    Head {
        fields = List.copyOf(fields);
    }

    static Head forwarded(List<Header> arrived) {
        return new Head(arrived).only(name -> !HOP_BY_HOP.contains(name) && !OURS.contains(name));
    }

    static Head ofAnswer(List<Header> arrived) {
        return new Head(arrived)
                .only(
                        name ->
                                !HOP_BY_HOP.contains(name)
                                        && !OURS.contains(name)
                                        && !name.startsWith("x-road-"));
    }

    Head withoutWhatHindersTheFilter() {
        return only(name -> !HINDERS_FILTER.contains(name));
    }

    Head withWhatPassesTheFilter() {
        return only(PASSES_FILTER::contains);
    }

    Head without(String unwanted) {
        return only(name -> !name.equals(unwanted));
    }

    private Head only(Predicate<String> wanted) {
        var kept = new ArrayList<Header>(fields.size());
        for (var field : fields) {
            // The same string when it is in lower case already, and then the same field.
            var name = field.name().toLowerCase(Locale.ROOT);
            if (wanted.test(name)) {
                kept.add(name.equals(field.name()) ? field : new Header(name, field.value()));
            }
        }
        return new Head(kept);
    }

    Head with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.removeIf(field -> field.name().equals(name));
        more.add(new Header(name, value));
        return new Head(more);
    }

    /// The last one wins, as X-Road has it.
    Optional<String> last(String name) {
        Optional<String> found = Optional.empty();
        for (var field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                found = Optional.of(field.value());
            }
        }
        return found;
    }

    Bytes bytes() {
        var lines = new StringBuilder();
        for (var field : fields) {
            lines.append(field.name()).append(':').append(field.value()).append('\n');
        }
        return Bytes.utf8(lines.toString());
    }

    static Head parse(Bytes bytes) {
        var fields = new ArrayList<Header>();
        var text = bytes.text();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int colon = text.indexOf(':', start);
            if (end < 0 || colon <= start || colon > end) {
                throw new MalformedText("head", "not name:value lines");
            }
            fields.add(field(text.substring(start, colon), text.substring(colon + 1, end)));
            start = end + 1;
        }
        var head = new Head(fields);
        if (!head.bytes().equals(bytes) || !head.only(_ -> true).equals(head)) {
            throw new MalformedText("head", "not in its one canonical form");
        }
        return head;
    }

    private static Header field(String name, String value) {
        try {
            return new Header(name, value);
        } catch (IllegalArgumentException e) {
            throw new MalformedText("head", "not a header");
        }
    }

    /// Headers carry keys and citizen numbers.
    @Override
    public String toString() {
        return fields.size() + " header fields (withheld)";
    }
}
