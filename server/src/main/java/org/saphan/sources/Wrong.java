package org.saphan.sources;

import org.saphan.kernel.Problem;

/// What is wrong with a registration, in both languages.
final class Wrong {

    private Wrong() {}

    static Problem registration(String english, String thai) {
        return new Problem(Problem.Kind.MALFORMED, english + " / " + thai);
    }

    static Problem database(String english, String thai) {
        return new Problem(Problem.Kind.CONFLICT, english + " / " + thai);
    }
}
