package org.saphan.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A data-sharing agreement as both members seal it: the text that a court reads and that compiles
/// into grants. What it does not say is not granted.
///
/// @param parent      the MOU that this agreement belongs to
/// @param legalBases  coded legal bases of the trust list
/// @param duties      coded duties; those that survive the end say so in the coded list
/// @param signatories who signs for each member, in which capacity
/// @param odrl        SHA-256 of the ODRL policy that says the same to machines
public record AgreementText(
        String id,
        long version,
        Optional<String> parent,
        String titleTh,
        String titleEn,
        String consumer,
        String provider,
        List<String> legalBases,
        String benefit,
        Instant notBefore,
        Instant notAfter,
        List<String> duties,
        List<Signatory> signatories,
        Bytes odrl,
        List<Clause> clauses) {

    static final String FORMAT = "saphan.org/agreement/v1";
    private static final int MAX_BYTES = 64 << 10;

    /// `TH/GOV/OIC head Somchai Jaidee, Secretary-General`
    public record Signatory(String member, Capacity capacity, String nameAndOffice) {

        public enum Capacity {
            HEAD,
            DELEGATE
        }

        public Signatory {
            Names.member("signatory", member);
            if (nameAndOffice.isBlank()) {
                throw new MalformedText("signatory", "name and office are missing");
            }
        }

        String line() {
            return member
                    + " "
                    + (capacity == Capacity.HEAD ? "head" : "delegate")
                    + " "
                    + nameAndOffice;
        }

        public static Signatory parse(String line) {
            var parts = line.split(" ", 3);
            if (parts.length != 3) {
                throw new MalformedText("signatory", "not member, capacity and name");
            }
            return new Signatory(
                    parts[0],
                    switch (parts[1]) {
                        case "head" -> Capacity.HEAD;
                        case "delegate" -> Capacity.DELEGATE;
                        default -> throw new MalformedText("signatory", "not head or delegate");
                    },
                    parts[2]);
        }
    }

    /// `GET /v1/vehicles/{plate}`: a method and a path template below the service's base.
    public record Endpoint(String method, String template) {

        private static final Pattern TEMPLATE =
                Pattern.compile("/|(/([A-Za-z0-9._~!$'()*+,;=:@%-]+|\\{[a-z_]{1,40}\\}))+");

        public Endpoint {
            Names.method("endpoint", method);
            if (!TEMPLATE.matcher(template).matches()) {
                throw new MalformedText("endpoint", "not a path template");
            }
        }

        public String line() {
            return method + " " + template;
        }

        public static Endpoint parse(String line) {
            int space = line.indexOf(' ');
            if (space < 0) {
                throw new MalformedText("endpoint", "not a method and a path template");
            }
            return new Endpoint(line.substring(0, space), line.substring(space + 1));
        }
    }

    /// What a person must have proved before data is shown.
    public enum PersonRule {
        NONE,
        ASSERTED,
        TOKEN;

        public String word() {
            return switch (this) {
                case NONE -> "none";
                case ASSERTED -> "asserted";
                case TOKEN -> "token";
            };
        }

        static PersonRule parse(String word) {
            return switch (word) {
                case "none" -> NONE;
                case "asserted" -> ASSERTED;
                case "token" -> TOKEN;
                default -> throw new MalformedText("person", "not none, asserted or token");
            };
        }
    }

    /// One permission.
    ///
    /// @param fields      JSON Pointers with `*` for array items; empty grants every field
    /// @param errorBodies statuses whose bodies pass although fields are listed
    /// @param dailyQuota  admitted calls a day, days of Asia/Bangkok; absent means no quota
    /// @param window      `Mon-Fri 08:00-17:00` in Asia/Bangkok; absent means always
    /// @param retention   how long the consumer may keep what it learnt, an ISO 8601 period
    public record Clause(
            String id,
            List<String> systems,
            String service,
            List<Endpoint> endpoints,
            List<String> purposes,
            List<String> fields,
            List<Integer> errorBodies,
            PersonRule person,
            Optional<Long> dailyQuota,
            Optional<Window> window,
            Optional<String> retention) {

        public Clause {
            Names.word("clause", id);
            Names.service("service", service);
            systems = someOf("consumer-system", systems);
            endpoints = someOf("endpoint", endpoints);
            purposes = someOf("purpose", purposes);
            fields = List.copyOf(fields);
            errorBodies = List.copyOf(errorBodies);
            systems.forEach(system -> Names.system("consumer-system", system));
            purposes.forEach(purpose -> Names.word("purpose", purpose));
            fields.forEach(Clause::requirePointer);
        }

        private static <T> List<T> someOf(String field, List<T> values) {
            if (values.isEmpty()) {
                throw new MalformedText(field, "at least one is needed");
            }
            return List.copyOf(values);
        }

        private static void requirePointer(String field) {
            if (!field.startsWith("/") || field.length() > 200) {
                throw new MalformedText("field", "not a JSON Pointer");
            }
        }

        private void writeTo(Text.Writer text) {
            text.line("clause", id)
                    .lines("consumer-system", systems)
                    .line("service", service)
                    .lines("endpoint", endpoints.stream().map(Endpoint::line).toList())
                    .lines("purpose", purposes)
                    .lines("field", fields)
                    .lines("error-body", errorBodies.stream().map(String::valueOf).toList())
                    .line("person", person.word())
                    .optional("daily-quota", dailyQuota.map(String::valueOf))
                    .optional("window", window.map(Window::line))
                    .optional("retention", retention);
        }

        private static Clause parse(Text.Reader text) {
            return new Clause(
                    text.line("clause"),
                    text.lines("consumer-system"),
                    text.line("service"),
                    text.lines("endpoint").stream().map(Endpoint::parse).toList(),
                    text.lines("purpose"),
                    text.lines("field"),
                    text.lines("error-body").stream().map(Clause::status).toList(),
                    PersonRule.parse(text.line("person")),
                    text.optional("daily-quota")
                            .map(value -> Text.parseNumber("daily-quota", value)),
                    text.optional("window").map(Window::parse),
                    text.optional("retention"));
        }

        private static int status(String value) {
            long status = Text.parseNumber("error-body", value);
            if (status < 400 || status > 599) {
                throw new MalformedText("error-body", "not an error status");
            }
            return (int) status;
        }
    }

    /// Working hours in Asia/Bangkok: first and last weekday (1 is Monday), minutes of the day.
    public record Window(int firstDay, int lastDay, int fromMinute, int toMinute) {

        private static final List<String> DAYS =
                List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
        private static final Pattern SHAPE =
                Pattern.compile("(\\w{3})-(\\w{3}) ([0-2]\\d):([0-5]\\d)-([0-2]\\d):([0-5]\\d)");

        public Window {
            if (firstDay < 1 || lastDay > 7 || firstDay > lastDay) {
                throw new MalformedText("window", "days must run from Mon to Sun");
            }
            if (fromMinute < 0 || toMinute > 24 * 60 || fromMinute >= toMinute) {
                throw new MalformedText("window", "hours must run forward within a day");
            }
        }

        public String line() {
            return "%s-%s %02d:%02d-%02d:%02d"
                    .formatted(
                            DAYS.get(firstDay - 1),
                            DAYS.get(lastDay - 1),
                            fromMinute / 60,
                            fromMinute % 60,
                            toMinute / 60,
                            toMinute % 60);
        }

        public static Window parse(String line) {
            var match = SHAPE.matcher(line);
            if (!match.matches()) {
                throw new MalformedText("window", "not like Mon-Fri 08:00-17:00");
            }
            return new Window(
                    DAYS.indexOf(match.group(1)) + 1,
                    DAYS.indexOf(match.group(2)) + 1,
                    minute(match.group(3), match.group(4)),
                    minute(match.group(5), match.group(6)));
        }

        private static int minute(String hour, String minute) {
            return Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
        }
    }

    public AgreementText {
        Names.id("id", id);
        parent.ifPresent(mou -> Names.id("parent", mou));
        Names.member("consumer", consumer);
        Names.member("provider", provider);
        legalBases = Clause.someOf("legal-basis", legalBases);
        legalBases.forEach(basis -> Names.word("legal-basis", basis));
        duties = List.copyOf(duties);
        duties.forEach(duty -> Names.word("duty", duty));
        signatories = Clause.someOf("signatory", signatories);
        clauses = Clause.someOf("clause", clauses);
        RequestStatement.requireHash("odrl", odrl);
        if (!notBefore.isBefore(notAfter)) {
            throw new MalformedText("not-after", "not after not-before");
        }
        requireOwnParties(consumer, provider, signatories, clauses);
        if (clauses.stream().map(Clause::id).distinct().count() != clauses.size()) {
            throw new MalformedText("clause", "two clauses have the same id");
        }
    }

    private static void requireOwnParties(
            String consumer, String provider, List<Signatory> signatories, List<Clause> clauses) {
        for (var clause : clauses) {
            if (!Names.memberOf(clause.service()).equals(provider)) {
                throw new MalformedText("service", "not a service of the provider");
            }
            if (!clause.systems().stream().map(Names::memberOf).allMatch(consumer::equals)) {
                throw new MalformedText("consumer-system", "not a system of the consumer");
            }
        }
        for (var party : List.of(consumer, provider)) {
            if (signatories.stream().noneMatch(signatory -> signatory.member().equals(party))) {
                throw new MalformedText("signatory", "nobody signs for one of the parties");
            }
        }
    }

    public Optional<Clause> clause(String clauseId) {
        return clauses.stream().filter(clause -> clause.id().equals(clauseId)).findFirst();
    }

    public Bytes bytes() {
        var text =
                Text.write(FORMAT)
                        .line("id", id)
                        .line("version", version)
                        .optional("parent", parent)
                        .line("title-th", titleTh)
                        .line("title-en", titleEn)
                        .line("consumer", consumer)
                        .line("provider", provider)
                        .lines("legal-basis", legalBases)
                        .line("benefit", benefit)
                        .line("not-before", notBefore)
                        .line("not-after", notAfter)
                        .lines("duty", duties)
                        .lines("signatory", signatories.stream().map(Signatory::line).toList())
                        .line("odrl", odrl);
        clauses.forEach(clause -> clause.writeTo(text));
        return text.bytes();
    }

    public static AgreementText parse(Bytes bytes) {
        if (bytes.size() > MAX_BYTES) {
            throw new MalformedText("agreement", "longer than 64 KiB");
        }
        var text = Text.read(bytes, FORMAT);
        var agreement =
                new AgreementText(
                        text.line("id"),
                        text.number("version"),
                        text.optional("parent"),
                        text.line("title-th"),
                        text.line("title-en"),
                        text.line("consumer"),
                        text.line("provider"),
                        text.lines("legal-basis"),
                        text.line("benefit"),
                        text.time("not-before"),
                        text.time("not-after"),
                        text.lines("duty"),
                        text.lines("signatory").stream().map(Signatory::parse).toList(),
                        text.hash("odrl"),
                        parseClauses(text));
        text.end();
        if (!agreement.bytes().equals(bytes)) {
            throw new MalformedText("agreement", "not in its one canonical form");
        }
        return agreement;
    }

    private static List<Clause> parseClauses(Text.Reader text) {
        var clauses = new ArrayList<Clause>();
        while (text.nextIs("clause")) {
            clauses.add(Clause.parse(text));
        }
        return clauses;
    }
}
