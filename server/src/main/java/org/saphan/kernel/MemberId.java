package org.saphan.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// An organisation of the exchange, for example `TH/GOV/OIC`: instance, class, code.
public record MemberId(@JsonValue String value) {

    static final String SHAPE = "[A-Z][A-Z0-9-]{1,19}/[A-Z][A-Z0-9]{1,9}/[A-Z0-9][A-Z0-9-]{1,39}";
    private static final Pattern PATTERN = Pattern.compile(SHAPE);

    public MemberId {
        if (!PATTERN.matcher(value).matches()) {
            throw new Problem(Problem.Kind.MALFORMED, "a member id looks like TH/GOV/OIC");
        }
    }

    @JsonCreator
    public static MemberId parse(String value) {
        return new MemberId(value);
    }

    public String instance() {
        return value.substring(0, value.indexOf('/'));
    }

    @Override
    public String toString() {
        return value;
    }
}
