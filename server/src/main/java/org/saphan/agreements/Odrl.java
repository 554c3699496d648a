package org.saphan.agreements;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.AgreementText.Clause;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;

/// The agreement as an ODRL 2.2 policy in our profile. It is made from the text and from nothing
/// else, always in the same bytes, so the two cannot drift: the text carries this one's hash.
final class Odrl {

    static final String PROFILE = "https://saphan.org/odrl/profile/v1";

    private Odrl() {}

    static Bytes of(AgreementText text) {
        var policy = new LinkedHashMap<String, Object>();
        policy.put("@context", List.of("http://www.w3.org/ns/odrl.jsonld", PROFILE + ".jsonld"));
        policy.put("@type", "Agreement");
        policy.put("uid", "urn:saphan:agreement:" + text.id() + ":" + text.version());
        policy.put("profile", PROFILE);
        policy.put("assigner", member(text.provider()));
        policy.put("assignee", member(text.consumer()));
        policy.put(
                "permission",
                text.clauses().stream().map(clause -> permission(text, clause)).toList());
        policy.put(
                "obligation",
                text.duties().stream().map(duty -> Map.of("action", "saphan:" + duty)).toList());
        return Json.write(policy);
    }

    private static Map<String, Object> permission(AgreementText text, Clause clause) {
        var permission = new LinkedHashMap<String, Object>();
        permission.put("uid", "#" + clause.id());
        permission.put("target", "urn:saphan:service:" + clause.service());
        permission.put("action", "use");
        permission.put("constraint", constraints(text, clause));
        return permission;
    }

    private static List<Map<String, Object>> constraints(AgreementText text, Clause clause) {
        var constraints = new ArrayList<Map<String, Object>>();
        constraints.add(constraint("dateTime", "gteq", text.notBefore().toString()));
        constraints.add(constraint("dateTime", "lt", text.notAfter().toString()));
        constraints.add(constraint("purpose", "isAnyOf", clause.purposes()));
        constraints.add(constraint("saphan:legalBasis", "isAllOf", text.legalBases()));
        constraints.add(constraint("saphan:system", "isAnyOf", clause.systems()));
        constraints.add(
                constraint(
                        "saphan:endpoint",
                        "isAnyOf",
                        clause.endpoints().stream()
                                .map(e -> e.method() + " " + e.template())
                                .toList()));
        if (!clause.fields().isEmpty()) {
            constraints.add(constraint("saphan:field", "isAnyOf", clause.fields()));
        }
        if (!clause.errorBodies().isEmpty()) {
            constraints.add(constraint("saphan:errorBody", "isAnyOf", clause.errorBodies()));
        }
        constraints.add(constraint("saphan:person", "gteq", clause.person().word()));
        clause.dailyQuota()
                .ifPresent(
                        quota -> constraints.add(constraint("saphan:dailyCount", "lteq", quota)));
        clause.window()
                .ifPresent(
                        window ->
                                constraints.add(
                                        constraint("saphan:window", "isPartOf", window.line())));
        clause.retention()
                .ifPresent(
                        period -> constraints.add(constraint("saphan:retention", "lteq", period)));
        return constraints;
    }

    private static Map<String, Object> constraint(String left, String operator, Object right) {
        var constraint = new LinkedHashMap<String, Object>();
        constraint.put("leftOperand", left);
        constraint.put("operator", operator);
        constraint.put("rightOperand", right);
        return constraint;
    }

    private static String member(String id) {
        return "urn:saphan:member:" + id;
    }
}
