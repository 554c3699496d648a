package org.saphan.kernel;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The one exception that reaches a caller. Everything else is a bug and becomes a plain 500.
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public enum Kind {
        MALFORMED(400, "the request is not well-formed", "คำขอไม่ถูกต้องตามรูปแบบ"),
        UNAUTHENTICATED(401, "nobody proved who is asking", "ยังไม่ได้พิสูจน์ตัวตนของผู้ขอ"),
        FORBIDDEN(403, "this is not allowed", "ไม่ได้รับอนุญาต"),
        NOT_FOUND(404, "there is no such thing here", "ไม่พบสิ่งที่ขอ"),
        METHOD_NOT_ALLOWED(405, "not with this method", "ใช้วิธีเรียกนี้ไม่ได้"),
        TOO_SLOW(408, "the request did not arrive in time", "คำขอมาไม่ครบภายในเวลาที่กำหนด"),
        CONFLICT(409, "this contradicts what is there already", "ขัดกับสิ่งที่มีอยู่แล้ว"),
        TOO_LARGE(413, "this is larger than the limit", "ใหญ่เกินกว่าที่กำหนด"),
        TARGET_TOO_LONG(414, "the address is longer than the limit", "ที่อยู่ยาวเกินกว่าที่กำหนด"),
        QUOTA(429, "the quota is used up", "ใช้ครบจำนวนที่กำหนดแล้ว"),
        HEAD_TOO_LARGE(
                431, "the header fields are larger than the limit", "ส่วนหัวใหญ่เกินกว่าที่กำหนด"),
        INTERNAL(500, "something is wrong at this site", "เกิดข้อผิดพลาดภายในระบบ"),
        PEER_FAILED(502, "another site failed", "ระบบของอีกฝ่ายขัดข้อง"),
        BUSY(503, "too much at once; try again shortly", "มีงานมากเกินไป โปรดลองใหม่อีกครั้ง"),
        PEER_SLOW(504, "another site did not answer in time", "ระบบของอีกฝ่ายไม่ตอบภายในเวลา"),
        HTTP_VERSION(505, "this HTTP version is not spoken here", "ไม่รองรับ HTTP รุ่นนี้"),
        NO_ROOM(507, "there is no room left for evidence", "ไม่มีที่ว่างพอสำหรับเก็บหลักฐาน");

        private final int status;
        private final String english;
        private final String thai;

        Kind(int status, String english, String thai) {
            this.status = status;
            this.english = english;
            this.thai = thai;
        }

        public int status() {
            return status;
        }

        public String english() {
            return english;
        }

        public String thai() {
            return thai;
        }

        /// Stable for ever: callers match on it, and `docs/problems.md` has a section of this name.
        public String type() {
            return "urn:saphan:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final String detail;
    private final transient Optional<Duration> retryAfter;

    public Problem(Kind kind, String detail) {
        this(kind, detail, Optional.empty());
    }

    public Problem(Kind kind, String detail, Optional<Duration> retryAfter) {
        // An ordinary answer, not a bug: without a stack trace.
        super(kind.type() + ": " + detail, null, false, false);
        this.kind = kind;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /// What happened and what to do next. Never repeats what a foreigner sent.
    public String detail() {
        return detail;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
