package org.saphan.members;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Text;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// The trust list as a text, line by line as `docs/trust-list.md` has it. [TrustList] is the same with
/// everything checked and indexed.
record TrustText(
        String instance,
        long version,
        Instant issued,
        Instant expires,
        String hub,
        MemberId operator,
        List<Code> codes,
        List<SiteEntry> sites,
        List<MemberEntry> members,
        List<SystemId> systems,
        List<ServiceId> services,
        Map<Bytes, Instant> revoked) {

    static final String FORMAT = "saphan.org/trust-list/v1";
    static final int MAX_BYTES = 4 << 20;

    /// A word of a coded list: `purpose`, `legal-basis` or `duty`.
    record Code(Kind kind, String word, String thai, String english) {

        enum Kind {
            PURPOSE("purpose"),
            LEGAL_BASIS("legal-basis"),
            DUTY("duty");

            private final String line;

            Kind(String line) {
                this.line = line;
            }
        }

        private String line() {
            return word + " | " + thai + " | " + english;
        }

        private static Code parse(Kind kind, String line) {
            var parts = line.split(" \\| ", -1);
            if (parts.length != 3
                    || !parts[0].matches("[a-z0-9][a-z0-9_-]{0,63}")
                    || parts[1].isBlank()) {
                throw new MalformedText(kind.line, "not a code, its Thai and its English");
            }
            return new Code(kind, parts[0], parts[1], parts[2]);
        }
    }

    record SiteEntry(String id, Addresses addresses, List<Bytes> certificates) {

        SiteEntry {
            if (!id.matches("[a-z0-9][a-z0-9-]{0,39}")) {
                throw new MalformedText("site", "not a site id");
            }
        }
    }

    record MemberEntry(
            MemberId id,
            String nameTh,
            String nameEn,
            String site,
            Optional<Instant> suspended,
            List<Bytes> certificates) {}

    Bytes bytes() {
        var text =
                Text.write(FORMAT)
                        .line("instance", instance)
                        .line("version", version)
                        .line("issued", issued)
                        .line("expires", expires)
                        .line("hub", hub)
                        .line("operator", operator.value());
        for (var kind : Code.Kind.values()) {
            codes.stream()
                    .filter(code -> code.kind() == kind)
                    .forEach(code -> text.line(kind.line, code.line()));
        }
        sites.forEach(site -> write(text, site));
        members.forEach(member -> write(text, member));
        text.lines("system", systems.stream().map(SystemId::value).toList());
        text.lines("service", services.stream().map(ServiceId::value).toList());
        new TreeMap<>(revoked)
                .forEach((key, at) -> text.line("revoked", key.base64() + " " + Text.time(at)));
        return text.bytes();
    }

    private static void write(Text.Writer text, SiteEntry site) {
        text.line("site", site.id())
                .line("public", site.addresses().publicBase().toString())
                .line("peers", site.addresses().peers())
                .lines("certificate", site.certificates().stream().map(Bytes::base64).toList());
    }

    private static void write(Text.Writer text, MemberEntry member) {
        text.line("member", member.id().value())
                .line("name-th", member.nameTh())
                .line("name-en", member.nameEn())
                .line("at", member.site())
                .optional("suspended", member.suspended().map(Text::time))
                .lines("certificate", member.certificates().stream().map(Bytes::base64).toList());
    }

    static TrustText parse(Bytes bytes) {
        if (bytes.size() > MAX_BYTES) {
            throw new MalformedText("trust-list", "longer than 4 MiB");
        }
        try {
            return read(Text.read(bytes, FORMAT), bytes);
        } catch (Problem e) {
            throw new MalformedText("trust-list", e.detail());
        }
    }

    private static TrustText read(Text.Reader text, Bytes bytes) {
        var list =
                new TrustText(
                        text.line("instance"),
                        text.number("version"),
                        text.time("issued"),
                        text.time("expires"),
                        text.line("hub"),
                        MemberId.parse(text.line("operator")),
                        readCodes(text),
                        readSites(text),
                        readMembers(text),
                        text.lines("system").stream().map(SystemId::parse).toList(),
                        text.lines("service").stream().map(ServiceId::parse).toList(),
                        readRevoked(text));
        text.end();
        if (!list.issued.isBefore(list.expires)) {
            throw new MalformedText("expires", "not after the list was issued");
        }
        list.requireOneOrder();
        if (!list.bytes().equals(bytes)) {
            throw new MalformedText("trust-list", "not in its one canonical form");
        }
        return list;
    }

    /// What is listed has one order, and nothing stands there twice.
    private void requireOneOrder() {
        for (var kind : Code.Kind.values()) {
            var words = codes.stream().filter(code -> code.kind() == kind).map(Code::word);
            requireRising(kind.line, words.toList());
        }
        requireRising("site", sites.stream().map(SiteEntry::id).toList());
        requireRising("member", members.stream().map(member -> member.id().value()).toList());
        requireRising("system", systems.stream().map(SystemId::value).toList());
        requireRising("service", services.stream().map(ServiceId::value).toList());
        sites.forEach(site -> requireRising("certificate", site.certificates()));
        members.forEach(member -> requireRising("certificate", member.certificates()));
    }

    private static <T extends Comparable<T>> void requireRising(String field, List<T> values) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i - 1).compareTo(values.get(i)) >= 0) {
                throw new MalformedText(field, "twice, or not in order");
            }
        }
    }

    private static List<Code> readCodes(Text.Reader text) {
        var codes = new ArrayList<Code>();
        for (var kind : Code.Kind.values()) {
            text.lines(kind.line).forEach(line -> codes.add(Code.parse(kind, line)));
        }
        return List.copyOf(codes);
    }

    private static List<SiteEntry> readSites(Text.Reader text) {
        var sites = new ArrayList<SiteEntry>();
        while (text.nextIs("site")) {
            sites.add(
                    new SiteEntry(
                            text.line("site"),
                            new Addresses(
                                    text.parsed("public", TrustText::uri), text.line("peers")),
                            readCertificates(text)));
        }
        return List.copyOf(sites);
    }

    private static URI uri(String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new MalformedText("public", "not a URL");
        }
    }

    private static List<MemberEntry> readMembers(Text.Reader text) {
        var members = new ArrayList<MemberEntry>();
        while (text.nextIs("member")) {
            members.add(
                    new MemberEntry(
                            MemberId.parse(text.line("member")),
                            text.line("name-th"),
                            text.line("name-en"),
                            text.line("at"),
                            text.nextIs("suspended")
                                    ? Optional.of(text.time("suspended"))
                                    : Optional.empty(),
                            readCertificates(text)));
        }
        return List.copyOf(members);
    }

    private static List<Bytes> readCertificates(Text.Reader text) {
        return text.lines("certificate").stream().map(Bytes::fromBase64).toList();
    }

    private static Map<Bytes, Instant> readRevoked(Text.Reader text) {
        var revoked = new TreeMap<Bytes, Instant>();
        for (var line : text.lines("revoked")) {
            int space = line.indexOf(' ');
            if (space < 1) {
                throw new MalformedText("revoked", "not a key and a time");
            }
            var key = Bytes.fromBase64(line.substring(0, space));
            if (key.size() != 32) {
                throw new MalformedText("revoked", "not the SHA-256 of a key");
            }
            revoked.put(key, Text.parseTime("revoked", line.substring(space + 1)));
        }
        return revoked;
    }
}
