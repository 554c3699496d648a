package org.saphan.sources;

/// A question that its caller can mend. The words never repeat what was asked.
final class BadQuestion extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String word;
    private final String english;
    private final String thai;

    BadQuestion(int status, String word, String english, String thai) {
        super(word, null, false, false);
        this.status = status;
        this.word = word;
        this.english = english;
        this.thai = thai;
    }

    static BadQuestion value(String name) {
        return new BadQuestion(
                400,
                "bad_value",
                "the value for " + name + " is not one that this column can hold",
                "ค่าของ " + name + " ไม่ตรงกับชนิดข้อมูลของคอลัมน์");
    }

    int status() {
        return status;
    }

    /// As a document.
    record Said(String error, String message, String message_th) {}

    Said said() {
        return new Said(word, english, thai);
    }
}
