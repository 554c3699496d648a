package org.saphan.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.sources.TableSource;
import org.saphan.sources.Tables;

/// An API or a table that a system of ours provides, as its operator registered it.
///
/// @param from     where the answers come from, inside the agency; never told to anybody else
/// @param fields   JSON Pointers of everything it may answer; these are public words
/// @param subject  where the number of the person stands whom an answer is about
/// @param patience how long it may take to answer
record Service(
        ServiceId id,
        Source from,
        List<String> fields,
        Optional<SubjectAt> subject,
        Duration patience,
        boolean enabled) {

    /// Where a service's answers come from.
    sealed interface Source {

        /// An HTTP service.
        record Api(URI base) implements Source {

            public Api {
                if (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme())
                        || base.getHost() == null
                        || base.getRawQuery() != null) {
                    throw new Problem(
                            Problem.Kind.MALFORMED,
                            "baseUrl must be an http or https address without a query");
                }
            }

            /// The path and query that this service sees for a target below its base.
            String requestTarget(String target) {
                var path = base.getRawPath() == null ? "" : base.getRawPath();
                var below = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
                var whole = below + target;
                return whole.startsWith("/") ? whole : "/" + whole;
            }
        }

        /// A table or view, published without code.
        record Published(TableSource table) implements Source {}
    }

    private static final Duration LONGEST = Duration.ofMinutes(5);

    Service {
        fields = List.copyOf(fields);
        if (patience.isNegative() || patience.isZero() || patience.compareTo(LONGEST) > 0) {
            throw new Problem(Problem.Kind.MALFORMED, "timeoutSeconds must be between 1 and 300");
        }
        if (!fields.stream().allMatch(field -> field.startsWith("/"))) {
            throw new Problem(Problem.Kind.MALFORMED, "fields must be JSON Pointers like /status");
        }
    }

    /// What an operator writes: `saphan service add --file service.json`.
    record Registration(
            ServiceId id,
            URI baseUrl,
            Optional<List<String>> fields,
            Optional<SubjectAt> subject,
            Optional<Integer> timeoutSeconds,
            Optional<Boolean> enabled) {

        Service service() {
            return new Service(
                    id,
                    new Source.Api(baseUrl),
                    fields.orElse(List.of()),
                    subject,
                    Duration.ofSeconds(timeoutSeconds.orElse(60)),
                    enabled.orElse(true));
        }
    }

    /// What an operator writes: `saphan service add-table table.json`. The fields are its columns.
    record TableRegistration(
            ServiceId id,
            TableSource table,
            Optional<SubjectAt> subject,
            Optional<Integer> timeoutSeconds,
            Optional<Boolean> enabled) {

        private static final int USUAL_SECONDS = 10;

        TableRegistration {
            if (timeoutSeconds.filter(it -> it > Tables.LONGEST.toSeconds()).isPresent()) {
                throw new Problem(
                        Problem.Kind.MALFORMED,
                        "timeoutSeconds of a table must be between 1 and 60"
                                + " / timeoutSeconds ของตารางต้องอยู่ระหว่าง 1 ถึง 60");
            }
        }

        Service service() {
            return new Service(
                    id,
                    new Source.Published(table),
                    table.fields(),
                    subject,
                    Duration.ofSeconds(timeoutSeconds.orElse(USUAL_SECONDS)),
                    enabled.orElse(true));
        }
    }

    Set<String> declared() {
        return FieldFilter.withContainers(fields);
    }
}
