package org.saphan.agreements;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.AgreementText.Clause;
import org.saphan.evidence.AgreementText.Endpoint;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.AgreementText.Signatory;
import org.saphan.evidence.AgreementText.Window;
import org.saphan.evidence.Bytes;

class GrantsTest {

    private static final String SYSTEM = "TH/GOV/DLT/tax";
    private static final String SERVICE = "TH/GOV/OIC/motor/cmi-check";

    /// A Tuesday, 10:00 in Bangkok.
    private static final Instant OFFICE_HOURS = Instant.parse("2026-11-24T03:00:00Z");

    static AgreementText text(String id) {
        return new AgreementText(
                id,
                1,
                Optional.empty(),
                "ตรวจสอบ พ.ร.บ.",
                "CMI check",
                "TH/GOV/DLT",
                "TH/GOV/OIC",
                List.of("dga-2562-s13"),
                "less paper at the counter",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"),
                List.of("secrecy-for-ever"),
                List.of(
                        new Signatory("TH/GOV/DLT", Signatory.Capacity.HEAD, "A"),
                        new Signatory("TH/GOV/OIC", Signatory.Capacity.DELEGATE, "B")),
                Bytes.owning(new byte[32]),
                List.of(
                        new Clause(
                                "c1",
                                List.of(SYSTEM),
                                SERVICE,
                                List.of(new Endpoint("GET", "/v1/vehicles/{plate}")),
                                List.of("vehicle-tax"),
                                List.of("/status"),
                                List.of(),
                                PersonRule.ASSERTED,
                                Optional.of(10L),
                                Optional.of(Window.parse("Mon-Fri 08:30-16:30")),
                                Optional.of("P90D"))));
    }

    private static Grants grants(State state) {
        var text = text("dsa-1");
        return Grants.of(Map.of(new SealedAgreement(text.bytes(), text, List.of()), state));
    }

    private static Grant.Ask ask() {
        return new Grant.Ask(
                SYSTEM,
                SERVICE,
                "GET",
                List.of("v1", "vehicles", "1กก1234"),
                Optional.of("vehicle-tax"),
                PersonRule.ASSERTED,
                Optional.empty(),
                OFFICE_HOURS);
    }

    @Test
    void what_the_text_says_is_allowed_and_names_its_clause() {
        var decision = grants(State.IN_FORCE).decide(ask());
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Grants.Decision.Allowed.class,
                        allowed -> {
                            assertThat(allowed.grant().reference().clause()).isEqualTo("c1");
                            assertThat(allowed.grant().reference().hash())
                                    .isEqualTo(text("dsa-1").bytes().sha256());
                        });
    }

    @ParameterizedTest(name = "{0} -> {6}")
    @CsvSource(
            textBlock =
                    """
                    # system,        service,                    method, path,          purpose,     at,                   denied
                    TH/GOV/DLT/fine, TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, vehicle-tax, 2026-11-24T03:00:00Z, NO_AGREEMENT
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/other,     GET,    v1/vehicles/x, vehicle-tax, 2026-11-24T03:00:00Z, NO_AGREEMENT
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, marketing,   2026-11-24T03:00:00Z, PURPOSE_NOT_GRANTED
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, ,            2026-11-24T03:00:00Z, PURPOSE_MISSING
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, POST,   v1/vehicles/x, vehicle-tax, 2026-11-24T03:00:00Z, ENDPOINT_NOT_GRANTED
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles,   vehicle-tax, 2026-11-24T03:00:00Z, ENDPOINT_NOT_GRANTED
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/,  vehicle-tax, 2026-11-24T03:00:00Z, ENDPOINT_NOT_GRANTED
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x/y, vehicle-tax, 2026-11-24T03:00:00Z, ENDPOINT_NOT_GRANTED
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    V1/vehicles/x, vehicle-tax, 2026-11-24T03:00:00Z, ENDPOINT_NOT_GRANTED
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, vehicle-tax, 2026-11-24T01:29:59Z, OUTSIDE_WINDOW
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, vehicle-tax, 2026-11-24T09:30:00Z, OUTSIDE_WINDOW
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, vehicle-tax, 2026-11-28T03:00:00Z, OUTSIDE_WINDOW
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, vehicle-tax, 2025-11-24T03:00:00Z, AGREEMENT_NOT_IN_FORCE
                    TH/GOV/DLT/tax,  TH/GOV/OIC/motor/cmi-check, GET,    v1/vehicles/x, vehicle-tax, 2027-01-01T00:00:00Z, AGREEMENT_NOT_IN_FORCE
                    """)
    void everything_else_is_denied_for_the_nearest_reason(
            String system,
            String service,
            String method,
            String path,
            String purpose,
            Instant at,
            Denial denied) {
        var ask =
                new Grant.Ask(
                        system,
                        service,
                        method,
                        List.of(path.split("/", -1)),
                        Optional.ofNullable(purpose),
                        PersonRule.ASSERTED,
                        Optional.empty(),
                        at);
        assertThat(grants(State.IN_FORCE).decide(ask))
                .isEqualTo(new Grants.Decision.Denied(denied));
    }

    @Test
    void a_clause_that_asks_for_a_person_denies_who_names_none() {
        var nobody =
                new Grant.Ask(
                        SYSTEM,
                        SERVICE,
                        "GET",
                        List.of("v1", "vehicles", "x"),
                        Optional.of("vehicle-tax"),
                        PersonRule.NONE,
                        Optional.empty(),
                        OFFICE_HOURS);
        assertThat(grants(State.IN_FORCE).decide(nobody))
                .isEqualTo(new Grants.Decision.Denied(Denial.PERSON_REQUIRED));
    }

    @Test
    void an_agreement_that_ended_or_is_suspended_grants_nothing_and_says_so() {
        assertThat(grants(State.ENDED).decide(ask()))
                .isEqualTo(new Grants.Decision.Denied(Denial.AGREEMENT_ENDED));
        assertThat(grants(State.SUSPENDED).decide(ask()))
                .isEqualTo(new Grants.Decision.Denied(Denial.AGREEMENT_SUSPENDED));
    }

    @Test
    void the_caller_picks_one_of_several_agreements() {
        var first = text("dsa-1");
        var second = text("dsa-2");
        var grants =
                Grants.of(
                        Map.of(
                                new SealedAgreement(second.bytes(), second, List.of()),
                                        State.IN_FORCE,
                                new SealedAgreement(first.bytes(), first, List.of()),
                                        State.IN_FORCE));
        assertThat(named(grants.decide(ask()))).isEqualTo("dsa-1");
        var picked =
                new Grant.Ask(
                        SYSTEM,
                        SERVICE,
                        "GET",
                        List.of("v1", "vehicles", "x"),
                        Optional.of("vehicle-tax"),
                        PersonRule.ASSERTED,
                        Optional.of("dsa-2"),
                        OFFICE_HOURS);
        assertThat(named(grants.decide(picked))).isEqualTo("dsa-2");
    }

    private static String named(Grants.Decision decision) {
        return ((Grants.Decision.Allowed) decision).grant().reference().id();
    }

    @Test
    void ended_is_for_ever_and_only_who_suspended_can_resume() {
        var resume = notice(Notice.Kind.RESUME);
        assertThat(State.ENDED.after(resume, true)).isEqualTo(State.ENDED);
        assertThat(State.SUSPENDED.after(resume, false)).isEqualTo(State.SUSPENDED);
        assertThat(State.SUSPENDED.after(resume, true)).isEqualTo(State.IN_FORCE);
        assertThat(State.SUSPENDED.after(notice(Notice.Kind.END), false)).isEqualTo(State.ENDED);
        assertThat(State.IN_FORCE.after(notice(Notice.Kind.SUSPEND), false))
                .isEqualTo(State.SUSPENDED);
    }

    private static Notice notice(Notice.Kind kind) {
        return new Notice("n", "dsa-1", 1, kind, "TH/GOV/OIC", OFFICE_HOURS, "why");
    }
}
