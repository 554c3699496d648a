package org.saphan.agreements;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.AgreementText.Clause;
import org.saphan.evidence.AgreementText.Endpoint;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.AgreementText.Signatory;
import org.saphan.evidence.AgreementText.Window;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;

/// An agreement as a person writes it, in JSON; `docs/agreements.md` has an example. Turning it into
/// the text to be sealed also fixes the ODRL policy that says the same.
record Draft(
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
        Optional<List<String>> duties,
        List<DraftSignatory> signatories,
        List<DraftClause> clauses) {

    private static final Bytes UNKNOWN_YET = Bytes.owning(new byte[32]);

    record DraftSignatory(String member, String capacity, String nameAndOffice) {

        Signatory signatory() {
            return Signatory.parse(member + " " + capacity + " " + nameAndOffice);
        }
    }

    record DraftClause(
            String id,
            List<String> systems,
            String service,
            List<String> endpoints,
            List<String> purposes,
            Optional<List<String>> fields,
            Optional<List<Integer>> errorBodies,
            String person,
            Optional<Long> dailyQuota,
            Optional<String> window,
            Optional<String> retention) {

        Clause clause() {
            return new Clause(
                    id,
                    systems,
                    service,
                    endpoints.stream().map(Endpoint::parse).toList(),
                    purposes,
                    fields.orElse(List.of()),
                    errorBodies.orElse(List.of()),
                    PersonRule.valueOf(person.toUpperCase(Locale.ROOT)),
                    dailyQuota,
                    window.map(Window::parse),
                    retention);
        }
    }

    static AgreementText read(Bytes json) {
        return Json.read(json, Draft.class).text();
    }

    private AgreementText text() {
        return withOdrl(Odrl.of(withOdrl(UNKNOWN_YET)).sha256());
    }

    private AgreementText withOdrl(Bytes odrl) {
        return new AgreementText(
                id,
                version,
                parent,
                titleTh,
                titleEn,
                consumer,
                provider,
                legalBases,
                benefit,
                notBefore,
                notAfter,
                duties.orElse(List.of()),
                signatories.stream().map(DraftSignatory::signatory).toList(),
                odrl,
                clauses.stream().map(DraftClause::clause).toList());
    }
}
