package org.saphan.kernel.http;

/// One header field. What could not stand in a message is refused, so that none can smuggle another.
public record Header(String name, String value) {

    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    public Header {
        if (!isToken(name)) {
            throw new IllegalArgumentException("not a header name");
        }
        if (hasControl(value)) {
            throw new IllegalArgumentException("not a header value");
        }
    }

    // Loops, not streams: every header of every message comes through here.

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isToken(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < 0x20 || c == 0x7f)) {
                return true;
            }
        }
        return false;
    }

    /// RFC 9110 §5.6.2.
    private static boolean isToken(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || TOKEN_SYMBOLS.indexOf(c) >= 0;
    }

    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /// Headers carry keys and citizen numbers.
    @Override
    public String toString() {
        return name + ": (withheld)";
    }
}
