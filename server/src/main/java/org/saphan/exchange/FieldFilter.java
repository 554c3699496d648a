package org.saphan.exchange;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.saphan.evidence.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Lets through what the agreement grants, field by field, and nothing else. Streams once over the
/// answer; numbers keep their spelling.
///
/// Duplicate keys are refused: two readers could see two different values under one name.
final class FieldFilter {

    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build();

    /// @param removed declared fields that were taken out, as sorted JSON Pointers
    /// @param other   how many undeclared ones were taken out
    record Filtered(Bytes body, List<String> removed, long other) {

        static Filtered untouched(Bytes body) {
            return new Filtered(body, List.of(), 0);
        }
    }

    /// What may pass below one place of the document.
    private static final class Mask {

        private boolean everything;
        private final Map<String, Mask> members = new HashMap<>();
        private Optional<Mask> items = Optional.empty();

        private Mask below(String token) {
            if (token.equals("*")) {
                items = items.or(() -> Optional.of(new Mask()));
                return items.get();
            }
            return members.computeIfAbsent(token, _ -> new Mask());
        }
    }

    private final Mask root = new Mask();
    private final Set<String> declared;

    /// @param granted  JSON Pointers, `*` for array items; an object grants what is under it
    /// @param declared pointers that the service's registration names; only these are named in evidence
    FieldFilter(List<String> granted, Set<String> declared) {
        this.declared = declared;
        for (var pointer : granted) {
            var mask = root;
            for (var token : pointer.substring(1).split("/", -1)) {
                mask = mask.below(token.replace("~1", "/").replace("~0", "~"));
            }
            mask.everything = true;
        }
    }

    /// Refuses what is not exactly one well-formed JSON document.
    Filtered apply(Bytes body) {
        var out = new ByteArrayOutputStream(body.size());
        var removed = new Removed(declared);
        try (var parser = JSON.createParser(ObjectReadContext.empty(), body.unsafe());
                var generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            if (parser.nextToken() == null || !copy(parser, generator, root, "", removed)) {
                throw new Refused(Reason.ANSWER_NOT_FILTERABLE);
            }
            if (parser.nextToken() != null) {
                throw new Refused(Reason.ANSWER_NOT_FILTERABLE);
            }
        } catch (JacksonException e) {
            throw new Refused(Reason.ANSWER_NOT_FILTERABLE);
        }
        return new Filtered(
                Bytes.owning(out.toByteArray()), List.copyOf(removed.named), removed.other);
    }

    /// Copies the value at hand as far as the mask allows; false when nothing of it may pass.
    private static boolean copy(
            JsonParser parser, JsonGenerator generator, Mask mask, String path, Removed removed) {
        if (mask.everything) {
            copyWhole(parser, generator);
            return true;
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                copyMembers(parser, generator, mask, path, removed);
                yield true;
            }
            case START_ARRAY -> {
                copyItems(parser, generator, mask, path, removed);
                yield true;
            }
            default -> false;
        };
    }

    /// Token by token, since a number goes out as it was written and not as a number reads it.
    private static void copyWhole(JsonParser parser, JsonGenerator generator) {
        int depth = 0;
        do {
            var token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (token.isNumeric()) {
                generator.writeNumber(parser.getString());
            } else {
                generator.copyCurrentEvent(parser);
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    private static void copyMembers(
            JsonParser parser, JsonGenerator generator, Mask mask, String path, Removed removed) {
        generator.writeStartObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            var below = mask.members.get(name);
            if (below != null && (below.everything || parser.currentToken().isStructStart())) {
                generator.writeName(name);
                copy(
                        parser,
                        generator,
                        below,
                        below.everything ? path : child(path, name),
                        removed);
            } else {
                removed.add(child(path, name));
                parser.skipChildren();
            }
        }
        generator.writeEndObject();
    }

    private static void copyItems(
            JsonParser parser, JsonGenerator generator, Mask mask, String path, Removed removed) {
        generator.writeStartArray();
        var itemPath = path + "/*";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var below = mask.items;
            if (below.isPresent()
                    && (below.get().everything || parser.currentToken().isStructStart())) {
                copy(parser, generator, below.get(), itemPath, removed);
            } else {
                removed.add(itemPath);
                parser.skipChildren();
            }
        }
        generator.writeEndArray();
    }

    private static String child(String path, String name) {
        return path + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static final class Removed {

        private final Set<String> declared;
        private final Set<String> named = new TreeSet<>();
        private long other;

        private Removed(Set<String> declared) {
            this.declared = declared;
        }

        private void add(String pointer) {
            if (declared.contains(pointer)) {
                named.add(pointer);
            } else {
                other++;
            }
        }
    }

    /// Pointers of a registration, with every container on the way to a declared field.
    static Set<String> withContainers(List<String> declaredFields) {
        var all = new ArrayList<String>();
        for (var pointer : declaredFields) {
            for (int end = pointer.length(); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
                all.add(pointer.substring(0, end));
            }
        }
        return Set.copyOf(new TreeSet<>(all));
    }
}
