package org.saphan.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Limits;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.HttpCaller;
import org.saphan.kernel.http.Outcome;
import org.saphan.sources.TableAnswer;
import org.saphan.sources.TableSource;
import org.saphan.sources.Tables;

/// Asks the agency's own service or table, inside the agency, and holds its whole answer within the
/// limit.
final class ServiceCaller {

    /// What the service said, before any filter.
    record Answer(int status, Head head, Bytes body) {

        /// Fields can be granted one by one only in a JSON document that is complete and not packed.
        boolean isWholeJson() {
            return status != 206
                    && head.last("content-range").isEmpty()
                    && head.last("content-encoding").map("identity"::equalsIgnoreCase).orElse(true)
                    && head.last("content-type").map(Answer::isJson).orElse(false);
        }

        private static boolean isJson(String contentType) {
            var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return type.equals("application/json") || type.endsWith("+json");
        }
    }

    private static final Head TABLE_HEAD =
            new Head(List.of(new Header("content-type", "application/json")));

    private final HttpCaller http;
    private final Tables tables;
    private final Limits limits;

    ServiceCaller(HttpCaller http, Tables tables, Limits limits) {
        this.http = http;
        this.tables = tables;
        this.limits = limits;
    }

    Answer call(Service service, String method, String target, Head head, Bytes body) {
        return switch (service.from()) {
            case Service.Source.Api api -> call(api, service, method, target, head, body);
            case Service.Source.Published(var table) -> ask(table, service, method, target);
        };
    }

    private Answer call(
            Service.Source.Api api,
            Service service,
            String method,
            String target,
            Head head,
            Bytes body) {
        var headers = new ArrayList<>(head.fields());
        headers.add(new Header("host", api.base().getRawAuthority()));
        var outcome =
                http.call(
                        new Call(
                                method,
                                Call.Place.of(api.base()),
                                api.requestTarget(target),
                                headers,
                                body,
                                service.patience(),
                                limits.bodyBytes(),
                                _ -> {}));
        return switch (outcome) {
            case Outcome.Answered(var answer) ->
                    new Answer(answer.status(), Head.ofAnswer(answer.headers()), answer.body());
            case Outcome.Unreachable _, Outcome.Broken _ ->
                    throw new Refused(Reason.SERVICE_FAILED);
            case Outcome.Slow _ -> throw new Refused(Reason.SERVICE_SLOW);
            case Outcome.TooLarge _ -> throw new Refused(Reason.ANSWER_TOO_LARGE);
            case Outcome.Busy _ -> throw new Refused(Reason.BUSY, Optional.empty());
        };
    }

    private Answer ask(TableSource table, Service service, String method, String target) {
        var question =
                new Tables.Question(method, Target.pathOf(target), Target.parametersOf(target));
        return switch (tables.answer(service.id(), table, service.patience(), question)) {
            case TableAnswer.Answered(int status, var body) -> new Answer(status, TABLE_HEAD, body);
            case TableAnswer.Failed _ -> throw new Refused(Reason.SERVICE_FAILED);
            case TableAnswer.Slow _ -> throw new Refused(Reason.SERVICE_SLOW);
            case TableAnswer.TooLarge _ -> throw new Refused(Reason.ANSWER_TOO_LARGE);
            case TableAnswer.Busy _ -> throw new Refused(Reason.BUSY);
        };
    }
}
