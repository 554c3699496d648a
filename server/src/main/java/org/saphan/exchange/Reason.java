package org.saphan.exchange;

import java.util.Locale;
import java.util.Optional;
import org.saphan.agreements.Denial;

/// Every way in which an exchange can end without an answer from the service. The word goes into the
/// refusal statement and stays for ever; `docs/problems.md` has a section for each.
///
/// The codes are those of X-Road 7.8 wherever it has one, so that its clients need no change.
enum Reason {
    // The caller is not proved, or what it sent cannot be read: counted, no leaf of its own.
    UNPROVED_CALLER(
            500,
            "server.clientproxy.ssl_authentication_failed",
            "show the system's key in Saphan-Key, a token in Saphan-Token, or its TLS certificate",
            "โปรดแสดงกุญแจของระบบใน Saphan-Key โทเคนใน Saphan-Token หรือใบรับรอง TLS ของระบบ"),
    UNCHECKABLE_CALLER(
            503,
            "server.clientproxy.ssl_authentication_failed",
            "the keys of the token's issuer cannot be read now; try again shortly",
            "ขณะนี้อ่านกุญแจของผู้ออกโทเคนไม่ได้ โปรดลองใหม่อีกครั้ง"),
    INVALID_CLIENT(
            500,
            "server.clientproxy.invalid_client_identifier",
            "the header X-Road-Client must name the calling system, like TH/GOV/DLT/tax",
            "ส่วนหัว X-Road-Client ต้องระบุระบบที่เรียก เช่น TH/GOV/DLT/tax"),
    MALFORMED_REQUEST(
            500,
            "server.clientproxy.internal_error",
            "the address must be /r1/instance/class/member/system/service/path, correctly percent-encoded",
            "ที่อยู่ต้องเป็น /r1/instance/class/member/system/service/path และเข้ารหัสให้ถูกต้อง"),
    INVALID_METAREQUEST(
            500,
            "server.serverproxy.invalid_request",
            "getOpenAPI needs serviceCode, and listClients knows this instance only",
            "getOpenAPI ต้องมี serviceCode และ listClients ตอบเฉพาะ instance นี้"),
    NO_DESCRIPTION(
            500,
            "server.serverproxy.internal_error",
            "the provider gave no OpenAPI description of this service",
            "ผู้ให้บริการยังไม่ได้ให้คำอธิบาย OpenAPI ของบริการนี้"),
    BODY_TOO_LARGE(
            500,
            "server.clientproxy.io_error",
            "the body is larger than this node holds",
            "เนื้อหาใหญ่เกินกว่าที่โหนดนี้รับได้"),
    BUSY(
            503,
            "server.clientproxy.busy",
            "too many exchanges are open; try again shortly",
            "มีการแลกเปลี่ยนค้างอยู่มากเกินไป โปรดลองใหม่อีกครั้ง"),
    NO_ROOM(
            503,
            "server.clientproxy.no_room",
            "this node has no room left to keep evidence; its operator must free space",
            "โหนดไม่มีที่ว่างพอสำหรับเก็บหลักฐาน ผู้ดูแลต้องเพิ่มพื้นที่"),
    INTERNAL_ERROR(
            500,
            "server.clientproxy.internal_error",
            "something is wrong at this node; its operator finds the id in the log",
            "เกิดข้อผิดพลาดภายในโหนด ผู้ดูแลค้นหาได้จากรหัสนี้"),

    // The caller is known: each of these leaves evidence and a receipt.
    CLIENT_MISMATCH(
            500,
            "server.clientproxy.ssl_authentication_failed",
            "the key belongs to another system than X-Road-Client names",
            "กุญแจเป็นของระบบอื่น ไม่ตรงกับ X-Road-Client"),
    UNKNOWN_MEMBER(
            500,
            "server.clientproxy.unknown_member",
            "no such member or system is registered",
            "ไม่พบสมาชิกหรือระบบนี้ในทะเบียน"),
    INVALID_SECURITY_SERVER(
            500,
            "server.clientproxy.invalid_security_server",
            "X-Road-Security-Server names a site that does not serve this provider",
            "X-Road-Security-Server ระบุไซต์ที่ไม่ได้ให้บริการของผู้ให้บริการนี้"),
    UNKNOWN_SERVICE(
            500,
            "server.serverproxy.unknown_service",
            "the provider has no such service",
            "ผู้ให้ข้อมูลไม่มีบริการนี้"),
    SERVICE_DISABLED(
            500,
            "server.serverproxy.service_disabled",
            "the provider has switched this service off",
            "ผู้ให้ข้อมูลปิดบริการนี้อยู่"),
    MEMBER_SUSPENDED(
            500,
            "server.serverproxy.access_denied",
            "the hub has suspended one of the two members",
            "ศูนย์กลางระงับสมาชิกฝ่ายใดฝ่ายหนึ่งอยู่"),
    TRUST_LIST_EXPIRED(
            500,
            "server.clientproxy.global_conf_outdated",
            "the trust list has expired; this node must reach the hub again",
            "บัญชีความเชื่อถือหมดอายุ โหนดต้องติดต่อศูนย์กลางอีกครั้ง"),
    NO_AGREEMENT(
            500,
            "server.serverproxy.access_denied",
            "no agreement lets this system use this service",
            "ไม่มีข้อตกลงที่ให้ระบบนี้ใช้บริการนี้"),
    AGREEMENT_ENDED(
            500,
            "server.serverproxy.access_denied",
            "the agreement has ended; its duty of secrecy goes on",
            "ข้อตกลงสิ้นสุดแล้ว แต่หน้าที่รักษาความลับยังคงอยู่"),
    AGREEMENT_SUSPENDED(
            500,
            "server.serverproxy.access_denied",
            "the agreement is suspended",
            "ข้อตกลงถูกระงับชั่วคราว"),
    AGREEMENT_NOT_IN_FORCE(
            500,
            "server.serverproxy.access_denied",
            "the agreement is not in force today",
            "ข้อตกลงไม่มีผลใช้บังคับในวันนี้"),
    AGREEMENT_DIFFERS(
            500,
            "server.serverproxy.access_denied",
            "the two nodes hold different versions of the agreement; the operators must install the newest",
            "สองฝ่ายถือข้อตกลงคนละฉบับ ผู้ดูแลต้องติดตั้งฉบับล่าสุด"),
    PURPOSE_MISSING(
            500,
            "server.serverproxy.access_denied",
            "name the purpose in the header Saphan-Purpose; none is registered for this system",
            "โปรดระบุวัตถุประสงค์ในส่วนหัว Saphan-Purpose เพราะระบบนี้ไม่ได้ลงทะเบียนไว้"),
    PURPOSE_NOT_GRANTED(
            500,
            "server.serverproxy.access_denied",
            "the agreement does not allow this purpose",
            "ข้อตกลงไม่อนุญาตให้ใช้เพื่อวัตถุประสงค์นี้"),
    ENDPOINT_NOT_GRANTED(
            500,
            "server.serverproxy.access_denied",
            "the agreement does not grant this method and path",
            "ข้อตกลงไม่ครอบคลุมวิธีเรียกและเส้นทางนี้"),
    OUTSIDE_WINDOW(
            500,
            "server.serverproxy.access_denied",
            "the agreement allows this at other hours only",
            "ข้อตกลงอนุญาตเฉพาะเวลาอื่น"),
    PERSON_REQUIRED(
            500,
            "server.serverproxy.access_denied",
            "name the person who asks in the header X-Road-UserId",
            "โปรดระบุผู้ใช้งานในส่วนหัว X-Road-UserId"),
    QUOTA_EXCEEDED(
            429,
            "server.serverproxy.quota_exceeded",
            "today's quota of the agreement is used up",
            "ใช้ครบจำนวนที่ข้อตกลงกำหนดสำหรับวันนี้แล้ว"),
    CLOCK_SKEW(
            500,
            "server.serverproxy.clock_skew",
            "the clocks of the two nodes differ by more than 30 seconds",
            "นาฬิกาของสองโหนดต่างกันเกิน 30 วินาที"),
    PEER_FAILED(
            500,
            "server.clientproxy.network_error",
            "the provider's node cannot be reached or did not accept the request",
            "ติดต่อโหนดของผู้ให้ข้อมูลไม่ได้ หรือโหนดไม่รับคำขอ"),
    PEER_SLOW(
            500,
            "server.clientproxy.io_error",
            "the provider's node did not answer in time",
            "โหนดของผู้ให้ข้อมูลไม่ตอบภายในเวลา"),
    INCONSISTENT_RESPONSE(
            500,
            "server.clientproxy.inconsistent_response",
            "the provider's answer does not fit the request or its seal",
            "คำตอบของผู้ให้ข้อมูลไม่ตรงกับคำขอหรือตราประทับ"),
    SERVICE_FAILED(
            500,
            "server.serverproxy.network_error",
            "the provider's service cannot be reached",
            "โหนดของผู้ให้ข้อมูลติดต่อบริการไม่ได้"),
    SERVICE_SLOW(
            500,
            "server.serverproxy.io_error",
            "the provider's service did not answer in time",
            "บริการของผู้ให้ข้อมูลไม่ตอบภายในเวลา"),
    ANSWER_TOO_LARGE(
            500,
            "server.serverproxy.io_error",
            "the service's answer is larger than the node holds",
            "คำตอบของบริการใหญ่เกินกว่าที่โหนดรับได้"),
    ANSWER_NOT_FILTERABLE(
            500,
            "server.serverproxy.service_failed.invalid_answer",
            "fields are granted one by one, and the service's answer is not plain, whole JSON",
            "ข้อตกลงให้เฉพาะบางช่องข้อมูล แต่คำตอบของบริการไม่ใช่ JSON ที่สมบูรณ์");

    private final int status;
    private final String code;
    private final String english;
    private final String thai;

    Reason(int status, String code, String english, String thai) {
        this.status = status;
        this.code = code;
        this.english = english;
        this.thai = thai;
    }

    /// The status on `/r1`, where X-Road's own contract wins.
    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String english() {
        return english;
    }

    String thai() {
        return thai;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Had the call passed every decision when this happened? Then it counts against its quota.
    boolean isAfterAdmission() {
        return switch (this) {
            case PEER_FAILED,
                    PEER_SLOW,
                    INCONSISTENT_RESPONSE,
                    SERVICE_FAILED,
                    SERVICE_SLOW,
                    ANSWER_TOO_LARGE,
                    ANSWER_NOT_FILTERABLE ->
                    true;
            default -> false;
        };
    }

    static Reason of(Denial denial) {
        return valueOf(denial.name());
    }

    /// A reason that another node wrote; a newer node may know more words than we do.
    static Optional<Reason> parse(String word) {
        for (var reason : values()) {
            if (reason.word().equals(word)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
