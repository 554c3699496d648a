package org.saphan.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// An information system of a member, the unit that calls and is called: `TH/GOV/OIC/motor`.
public record SystemId(@JsonValue String value) {

    static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    static final String SHAPE = MemberId.SHAPE + "/" + CODE;
    private static final Pattern PATTERN = Pattern.compile(SHAPE);

    public SystemId {
        if (!PATTERN.matcher(value).matches()) {
            throw new Problem(Problem.Kind.MALFORMED, "a system id looks like TH/GOV/OIC/motor");
        }
    }

    @JsonCreator
    public static SystemId parse(String value) {
        return new SystemId(value);
    }

    public MemberId member() {
        return new MemberId(value.substring(0, value.lastIndexOf('/')));
    }

    @Override
    public String toString() {
        return value;
    }
}
