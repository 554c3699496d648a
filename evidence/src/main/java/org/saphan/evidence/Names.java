package org.saphan.evidence;

import java.util.regex.Pattern;

/// The shapes that names have inside signed texts. One spelling each, so that names compare as text.
final class Names {

    private static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final Pattern MEMBER =
            Pattern.compile("[A-Z][A-Z0-9-]{1,19}/[A-Z][A-Z0-9]{1,9}/[A-Z0-9][A-Z0-9-]{1,39}");
    private static final Pattern SYSTEM = Pattern.compile(MEMBER.pattern() + "/" + CODE);
    private static final Pattern SERVICE = Pattern.compile(SYSTEM.pattern() + "/" + CODE);
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern ID = Pattern.compile(CODE);
    private static final Pattern METHOD =
            Pattern.compile("DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE");
    private static final Pattern EXCHANGE =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private Names() {}

    static String member(String field, String value) {
        return shaped(MEMBER, field, value, "not a member id");
    }

    static String system(String field, String value) {
        return shaped(SYSTEM, field, value, "not a system id");
    }

    static String service(String field, String value) {
        return shaped(SERVICE, field, value, "not a service id");
    }

    /// A coded word: purpose, reason, kind, clause.
    static String word(String field, String value) {
        return shaped(WORD, field, value, "not a code");
    }

    static String id(String field, String value) {
        return shaped(ID, field, value, "not an id");
    }

    static String method(String field, String value) {
        return shaped(METHOD, field, value, "not a known method");
    }

    /// A UUIDv7 in its canonical spelling.
    static String exchange(String field, String value) {
        return shaped(EXCHANGE, field, value, "not an exchange id");
    }

    /// `TH/GOV/OIC/motor/cmi-check` belongs to `TH/GOV/OIC`; the same for a system.
    static String memberOf(String longer) {
        int end = 0;
        for (int slashes = 0; end < longer.length(); end++) {
            if (longer.charAt(end) == '/' && ++slashes == 3) {
                break;
            }
        }
        return longer.substring(0, end);
    }

    private static String shaped(Pattern pattern, String field, String value, String otherwise) {
        if (!pattern.matcher(value).matches()) {
            throw new MalformedText(field, otherwise);
        }
        return value;
    }
}
