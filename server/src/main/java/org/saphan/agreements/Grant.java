package org.saphan.agreements;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.AgreementText.Window;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.RequestStatement.AgreementReference;

/// One clause of one sealed agreement, compiled: what the gateway compares a request with.
///
/// @param fields      JSON Pointers that may pass; empty lets every field pass
/// @param errorBodies statuses whose bodies pass although fields are listed
public record Grant(
        AgreementReference reference,
        State state,
        Instant notBefore,
        Instant notAfter,
        List<PathTemplate> endpoints,
        Set<String> purposes,
        List<String> fields,
        Set<Integer> errorBodies,
        PersonRule person,
        Optional<Long> dailyQuota,
        Optional<Window> window) {

    /// Days and hours of quotas and windows are those of the office.
    public static final ZoneId OFFICE_TIME = ZoneId.of("Asia/Bangkok");

    /// What a request says about itself, as far as a grant cares.
    ///
    /// @param path decoded segments below the service
    public record Ask(
            String consumer,
            String service,
            String method,
            List<String> path,
            Optional<String> purpose,
            PersonRule person,
            Optional<String> agreement,
            Instant at) {}

    static List<Grant> compile(AgreementText text, Bytes hash, State state) {
        return text.clauses().stream().map(clause -> of(text, hash, state, clause)).toList();
    }

    private static Grant of(
            AgreementText text, Bytes hash, State state, AgreementText.Clause clause) {
        return new Grant(
                new AgreementReference(text.id(), text.version(), hash, clause.id()),
                state,
                text.notBefore(),
                text.notAfter(),
                clause.endpoints().stream().map(PathTemplate::of).toList(),
                Set.copyOf(clause.purposes()),
                clause.fields(),
                Set.copyOf(clause.errorBodies()),
                clause.person(),
                clause.dailyQuota(),
                clause.window());
    }

    boolean isInForce(Instant at) {
        return state == State.IN_FORCE && !at.isBefore(notBefore) && at.isBefore(notAfter);
    }

    /// Empty when this grant allows the request; otherwise the first thing that stands against it.
    public Optional<Denial> against(Ask ask) {
        if (ask.agreement().isPresent() && !ask.agreement().get().equals(reference.id())) {
            return Optional.of(Denial.NO_AGREEMENT);
        }
        if (state == State.ENDED) {
            return Optional.of(Denial.AGREEMENT_ENDED);
        }
        if (state == State.SUSPENDED) {
            return Optional.of(Denial.AGREEMENT_SUSPENDED);
        }
        if (ask.at().isBefore(notBefore) || !ask.at().isBefore(notAfter)) {
            return Optional.of(Denial.AGREEMENT_NOT_IN_FORCE);
        }
        if (ask.purpose().isEmpty()) {
            return Optional.of(Denial.PURPOSE_MISSING);
        }
        if (!purposes.contains(ask.purpose().get())) {
            return Optional.of(Denial.PURPOSE_NOT_GRANTED);
        }
        if (endpoints.stream().noneMatch(endpoint -> endpoint.matches(ask.method(), ask.path()))) {
            return Optional.of(Denial.ENDPOINT_NOT_GRANTED);
        }
        if (window.isPresent() && !isOpen(window.get(), ask.at())) {
            return Optional.of(Denial.OUTSIDE_WINDOW);
        }
        // The rules are ordered by strength: a token also satisfies a rule that asks for an
        // assertion.
        if (ask.person().compareTo(person) < 0) {
            return Optional.of(Denial.PERSON_REQUIRED);
        }
        return Optional.empty();
    }

    private static boolean isOpen(Window window, Instant at) {
        var local = at.atZone(OFFICE_TIME);
        int day = local.getDayOfWeek().getValue();
        int minute = local.getHour() * 60 + local.getMinute();
        return day >= window.firstDay()
                && day <= window.lastDay()
                && minute >= window.fromMinute()
                && minute < window.toMinute();
    }
}
