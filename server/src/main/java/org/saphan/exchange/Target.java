package org.saphan.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.sources.Tables;

/// `/r1/TH/GOV/OIC/motor/cmi-check/v1/vehicles/1%E0%B8%81…?x=y`, taken apart once.
///
/// @param raw  path and query below the service exactly as received; what the service will see
/// @param path the same path's segments, each decoded by itself; what grants are compared with
record Target(ServiceId service, String raw, List<String> path) {

    private static final int IDENTIFIERS = 5;

    static Target parse(String rawTarget) {
        int question = rawTarget.indexOf('?');
        var rawPath = question < 0 ? rawTarget : rawTarget.substring(0, question);
        var query = question < 0 ? "" : rawTarget.substring(question);
        var parts = rawPath.split("/", IDENTIFIERS + 3);
        // parts[0] is empty, parts[1] is r1, then five identifiers, then all the rest in one piece
        if (parts.length < IDENTIFIERS + 2 || !parts[0].isEmpty() || !parts[1].equals("r1")) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
        var identifiers = new ArrayList<String>();
        for (int i = 0; i < IDENTIFIERS; i++) {
            identifiers.add(decode(parts[i + 2]));
        }
        var rest =
                parts.length > IDENTIFIERS + 2
                        ? "/" + withoutLeadingSlash(parts[IDENTIFIERS + 2])
                        : "";
        return new Target(service(identifiers), rest + query, decodePath(rest));
    }

    private static String withoutLeadingSlash(String rest) {
        return rest.startsWith("/") ? rest.substring(1) : rest;
    }

    private static ServiceId service(List<String> identifiers) {
        try {
            return ServiceId.of(identifiers);
        } catch (Problem e) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
    }

    /// Below the service; also used by the provider's side on what the consumer's side sent.
    static List<String> decodePath(String rawPath) {
        if (rawPath.isEmpty()) {
            return List.of("");
        }
        var segments = new ArrayList<String>();
        for (var segment : rawPath.substring(1).split("/", -1)) {
            var decoded = decode(segment);
            if (climbs(decoded)) {
                throw new Refused(Reason.MALFORMED_REQUEST);
            }
            segments.add(decoded);
        }
        return List.copyOf(segments);
    }

    static List<String> pathOf(String raw) {
        int question = raw.indexOf('?');
        return decodePath(question < 0 ? raw : raw.substring(0, question));
    }

    /// What stands behind `?`, decoded as a form is: for a table, which has no other reader of it.
    static List<Tables.Parameter> parametersOf(String raw) {
        int question = raw.indexOf('?');
        if (question < 0 || question == raw.length() - 1) {
            return List.of();
        }
        var parameters = new ArrayList<Tables.Parameter>();
        for (var pair : raw.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.add(new Tables.Parameter(decodeForm(name), decodeForm(value)));
        }
        return parameters;
    }

    private static String decodeForm(String text) {
        return decode(text.replace("+", "%20"));
    }

    /// A dot segment, also behind an encoded slash or backslash, where a careless service would climb.
    private static boolean climbs(String decoded) {
        for (var piece : decoded.split("[/\\\\]", -1)) {
            if (piece.equals(".") || piece.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /// Percent-decoding of one segment (RFC 3986 §2.1), strict: UTF-8 only, no control characters.
    static String decode(String segment) {
        var bytes = new byte[segment.length()];
        int length = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) hexPair(segment, i + 1);
                i += 2;
            } else if (c > 0x20 && c < 0x7f) {
                bytes[length++] = (byte) c;
            } else {
                throw new Refused(Reason.MALFORMED_REQUEST);
            }
        }
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, 0, length))
                            .toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new Refused(Reason.MALFORMED_REQUEST);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
    }

    private static int hexPair(String text, int at) {
        if (at + 2 > text.length()) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        if (high < 0 || low < 0) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
        return high * 16 + low;
    }

    /// The target is personal data more often than not.
    @Override
    public String toString() {
        return "target of " + service + " (withheld)";
    }
}
