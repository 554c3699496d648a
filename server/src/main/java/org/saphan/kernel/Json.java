package org.saphan.kernel;

import java.nio.file.Path;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.databind.ser.std.ToStringSerializerBase;

/// JSON documents in and out. What a record does not know, or what is there twice, is refused: a
/// misspelt field must not pass for a missing one.
public final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(64)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    // What may be missing is an Optional; anything else that is missing is refused.
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                    .addModule(paths())
                    .addModule(bytes())
                    .build();

    private Json() {}

    /// A path is what people write, relative or absolute, and not a `file:` URL.
    private static SimpleModule paths() {
        return new SimpleModule("paths")
                .addSerializer(Path.class, ToStringSerializer.instance)
                .addDeserializer(
                        Path.class,
                        new FromStringDeserializer<>(Path.class) {
                            @Override
                            protected Path _deserialize(
                                    String value, DeserializationContext context) {
                                return Path.of(value);
                            }
                        });
    }

    /// In base64, as everywhere in our texts.
    private static SimpleModule bytes() {
        return new SimpleModule("bytes")
                .addSerializer(
                        new ToStringSerializerBase(Bytes.class) {
                            @Override
                            public String valueToString(Object value) {
                                return ((Bytes) value).base64();
                            }
                        })
                .addDeserializer(
                        Bytes.class,
                        new FromStringDeserializer<>(Bytes.class) {
                            @Override
                            protected Bytes _deserialize(
                                    String value, DeserializationContext context) {
                                return Bytes.fromBase64(value);
                            }
                        });
    }

    public static <T> T read(Bytes json, Class<T> type) {
        try {
            var value = MAPPER.readValue(json.unsafe(), type);
            if (value == null) {
                throw new Problem(Problem.Kind.MALFORMED, "the body must be a JSON document");
            }
            return value;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    public static JsonNode tree(Bytes json) {
        return read(json, JsonNode.class);
    }

    public static Bytes write(Object value) {
        return Bytes.owning(MAPPER.writeValueAsBytes(value));
    }

    /// For people: indented.
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /// Names the place and never the value, which may be personal. A record that refuses a value says
    /// why itself; what the JDK says about a value repeats it.
    private static Problem malformed(JacksonException e) {
        if (e.getCause() instanceof Problem problem) {
            return problem;
        }
        if (e.getCause() instanceof IllegalArgumentException refused
                && (refused instanceof MalformedText || e instanceof ValueInstantiationException)) {
            return new Problem(Problem.Kind.MALFORMED, String.valueOf(refused.getMessage()));
        }
        var place = e.getLocation();
        var where =
                place == null
                        ? ""
                        : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return new Problem(
                Problem.Kind.MALFORMED, "the body is not the JSON document expected here" + where);
    }
}
