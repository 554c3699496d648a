package org.saphan.evidence;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The salts that open the commitments of one exchange. They travel beside the statements, stay in
/// each node's private index, and go into a party's receipt; never into a leaf.
public record Salts(Map<Part, Bytes> values) {

    static final String FORMAT = "saphan.org/salts/v1";
    public static final int SIZE = 32;

    /// Everything that a statement commits to, in the order in which salts are written.
    public enum Part {
        PERSON("person"),
        TARGET("target"),
        HEAD("head"),
        BODY("body"),
        ANSWER_HEAD("answer-head"),
        ANSWER_BODY("answer-body"),
        SUBJECT("subject");

        private final String line;

        Part(String line) {
            this.line = line;
        }

        public String line() {
            return line;
        }
    }

    /// What a request statement commits to.
    public static final Set<Part> OF_REQUEST =
            Collections.unmodifiableSet(EnumSet.of(Part.PERSON, Part.TARGET, Part.HEAD, Part.BODY));

    /// What an answer statement commits to and both parties may open. The subject's salt stays with
    /// the provider: a citizen's number has few digits, and with its salt it could be guessed.
    public static final Set<Part> OF_ANSWER =
            Collections.unmodifiableSet(EnumSet.of(Part.ANSWER_HEAD, Part.ANSWER_BODY));

    /// What may stand in a party's receipt.
    public static final Set<Part> SHARED =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Part.SUBJECT)));

    public Salts {
        var copy = new EnumMap<Part, Bytes>(Part.class);
        copy.putAll(values);
        copy.forEach((part, salt) -> RequestStatement.requireHash(part.line(), salt));
        values = Collections.unmodifiableMap(copy);
    }

    public static Salts none() {
        return new Salts(Map.of());
    }

    /// A commitment hides its value as long as its salt stays secret, and binds to it for ever.
    public static Bytes commit(Bytes salt, Bytes value) {
        var sha256 = Bytes.newSha256();
        sha256.update(salt.unsafe());
        sha256.update(value.unsafe());
        return Bytes.owning(sha256.digest());
    }

    /// Fresh salts for these parts.
    public static Salts fresh(SecureRandom random, Set<Part> parts) {
        var salts = new EnumMap<Part, Bytes>(Part.class);
        parts.forEach(part -> salts.put(part, fresh(random)));
        return new Salts(salts);
    }

    /// The commitment of this part to a value. Asking for a part without a salt is a bug.
    public Bytes commit(Part part, Bytes value) {
        return commit(of(part).orElseThrow(), value);
    }

    private static Bytes fresh(SecureRandom random) {
        var salt = new byte[SIZE];
        random.nextBytes(salt);
        return Bytes.owning(salt);
    }

    public Optional<Bytes> of(Part part) {
        return Optional.ofNullable(values.get(part));
    }

    /// Does this salt open that commitment to that value?
    public boolean opens(Part part, Bytes commitment, Bytes value) {
        return of(part).map(salt -> commit(salt, value).equals(commitment)).orElse(false);
    }

    /// The salts of these parts, as far as there are any.
    public Salts only(Set<Part> parts) {
        var some = new EnumMap<Part, Bytes>(Part.class);
        values.forEach(
                (part, salt) -> {
                    if (parts.contains(part)) {
                        some.put(part, salt);
                    }
                });
        return new Salts(some);
    }

    /// Stands in the statement, so that nobody can put other salts beside it later. Tells nothing: at
    /// least 64 random bytes go into it.
    public Bytes hash() {
        return bytes().sha256();
    }

    public Salts and(Salts more) {
        var all = new EnumMap<Part, Bytes>(Part.class);
        all.putAll(values);
        all.putAll(more.values);
        return new Salts(all);
    }

    public Bytes bytes() {
        var text = Text.write(FORMAT);
        for (var part : Part.values()) {
            text.optional(part.line, of(part).map(Bytes::base64));
        }
        return text.bytes();
    }

    public static Salts parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var values = new EnumMap<Part, Bytes>(Part.class);
        for (var part : Part.values()) {
            if (text.nextIs(part.line)) {
                values.put(part, text.hash(part.line));
            }
        }
        text.end();
        return new Salts(values);
    }

    /// Salts are secret: printing them prints only which there are.
    @Override
    public String toString() {
        return "salts" + values.keySet();
    }
}
