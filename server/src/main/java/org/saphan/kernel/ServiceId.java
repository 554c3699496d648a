package org.saphan.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.regex.Pattern;

/// An API that a system provides: `TH/GOV/OIC/motor/cmi-check`.
public record ServiceId(@JsonValue String value) {

    private static final Pattern PATTERN = Pattern.compile(SystemId.SHAPE + "/" + SystemId.CODE);

    public ServiceId {
        if (!PATTERN.matcher(value).matches()) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "a service id looks like TH/GOV/OIC/motor/cmi-check");
        }
    }

    @JsonCreator
    public static ServiceId parse(String value) {
        return new ServiceId(value);
    }

    /// From its five parts; a slash inside one of them would name another service.
    public static ServiceId of(List<String> parts) {
        if (parts.size() != 5 || parts.stream().anyMatch(part -> part.contains("/"))) {
            throw new Problem(Problem.Kind.MALFORMED, "a service id has five parts");
        }
        return new ServiceId(String.join("/", parts));
    }

    public SystemId system() {
        return new SystemId(value.substring(0, value.lastIndexOf('/')));
    }

    public MemberId member() {
        return system().member();
    }

    @Override
    public String toString() {
        return value;
    }
}
