package org.saphan.exchange;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.json.JsonMapper;

/// Where the citizen's number stands in an exchange: `path` with a segment's place (1 is the first),
/// `query` or `header` with a name, `request` or `answer` with a JSON Pointer into the body.
record SubjectAt(Place in, String at) {

    /// Thirteen digits; the dashes and spaces that people write between them are dropped.
    private static final Pattern NUMBER = Pattern.compile("[0-9]{13}");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    enum Place {
        PATH,
        QUERY,
        HEADER,
        REQUEST,
        ANSWER
    }

    SubjectAt {
        boolean wellFormed =
                switch (in) {
                    case PATH -> at.matches("[1-9][0-9]?");
                    case QUERY, HEADER -> !at.isBlank();
                    case REQUEST, ANSWER -> at.startsWith("/");
                };
        if (!wellFormed) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "subject.at must be a segment's place for path, a name for query and header, a JSON Pointer else");
        }
    }

    /// The number, when it is there and is one. The answer is the service's own, before any filter.
    Optional<String> find(Envelope.Question question, Bytes answer) {
        return raw(question, answer)
                .map(text -> text.replaceAll("[ -]", ""))
                .filter(text -> NUMBER.matcher(text).matches());
    }

    private Optional<String> raw(Envelope.Question question, Bytes answer) {
        return switch (in) {
            case PATH -> segment(Target.pathOf(question.target()), Integer.parseInt(at));
            case QUERY -> queryValue(question.target(), at);
            case HEADER -> question.head().last(at);
            case REQUEST -> pointed(question.body());
            case ANSWER -> pointed(answer);
        };
    }

    private static Optional<String> segment(List<String> path, int place) {
        return place <= path.size() ? Optional.of(path.get(place - 1)) : Optional.empty();
    }

    private static Optional<String> queryValue(String target, String name) {
        int question = target.indexOf('?');
        if (question < 0) {
            return Optional.empty();
        }
        for (var pair : target.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                return decoded(pair.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> pointed(Bytes json) {
        if (json.size() == 0) {
            return Optional.empty();
        }
        try {
            var node = JSON.readTree(json.unsafe()).at(JsonPointer.compile(at));
            return node.isString() || node.isIntegralNumber()
                    ? Optional.of(node.asString())
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
