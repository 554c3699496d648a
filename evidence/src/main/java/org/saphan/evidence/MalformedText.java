package org.saphan.evidence;

/// Foreign bytes that are not what their format says. Names the field, never repeats its value.
public final class MalformedText extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;

    public MalformedText(String field, String what) {
        super(field + ": " + what);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
