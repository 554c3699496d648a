package org.saphan.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.saphan.agreements.Agreements;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Answer;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.members.Members;
import org.saphan.members.TrustList;

/// X-Road's metaservices: who is there (`listClients`), what a system provides (`listMethods`), what
/// of it the caller may call (`allowedMethods`), and how (`getOpenAPI`).
///
/// They move no data of any agreement and leave no evidence.
final class Metaservices {

    /// A question about a system of some provider.
    ///
    /// @param code which question; it stands where otherwise a service's code stands
    record Question(String code, SystemId provider, Optional<String> serviceCode) {

        /// Empty for an ordinary call. Only `GET` counts, and only with nothing below the name.
        static Optional<Question> of(String method, Target target, Request request) {
            var service = target.service();
            boolean bare = target.raw().isEmpty() || target.raw().startsWith("?");
            return method.equals("GET") && bare && isName(service)
                    ? Optional.of(
                            new Question(
                                    codeOf(service),
                                    service.system(),
                                    request.query("serviceCode")))
                    : Optional.empty();
        }
    }

    private static final List<String> NAMES =
            List.of("listMethods", "allowedMethods", "getOpenAPI");

    private final Members members;
    private final Agreements agreements;
    private final Peers peers;

    Metaservices(Members members, Agreements agreements, Peers peers) {
        this.members = members;
        this.agreements = agreements;
        this.peers = peers;
    }

    /// No service may have such a name: calls to it would never arrive.
    static boolean isName(ServiceId service) {
        return NAMES.contains(codeOf(service));
    }

    private static String codeOf(ServiceId service) {
        return service.value().substring(service.value().lastIndexOf('/') + 1);
    }

    Reply answer(Question question, SystemId caller) {
        var trust = members.trust();
        if (!trust.knowsSystem(question.provider())) {
            throw new Refused(Reason.UNKNOWN_MEMBER);
        }
        var site =
                trust.siteOf(question.provider().member())
                        .orElseThrow(() -> new Refused(Reason.UNKNOWN_MEMBER));
        return switch (question.code()) {
            case "listMethods" ->
                    methods(described(site, question.provider()).stream().map(Method::of).toList());
            case "allowedMethods" ->
                    methods(
                            described(site, question.provider()).stream()
                                    .flatMap(service -> allowed(service, caller).stream())
                                    .toList());
            default -> openApi(site, question);
        };
    }

    private List<Descriptions.Described> described(TrustList.Site site, SystemId provider) {
        var answer = peers.get(site, Descriptions.SERVICES + "?system=" + provider);
        if (answer.status() != 200) {
            throw new Refused(Reason.PEER_FAILED);
        }
        try {
            return List.of(Json.read(answer.body(), Descriptions.Described[].class));
        } catch (Problem e) {
            throw new Refused(Reason.PEER_FAILED);
        }
    }

    /// What our own grants say; a service of which nothing is granted is left out.
    private Optional<Method> allowed(Descriptions.Described service, SystemId caller) {
        var open =
                agreements
                        .grants()
                        .open(caller.toString(), service.id().toString(), members.now())
                        .stream()
                        .map(endpoint -> endpoint.split(" ", 2))
                        .map(pair -> new OpenApi.Endpoint(pair[0], OpenApi.globbed(pair[1])))
                        .toList();
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(new Method(service.id(), service.openapi(), open));
    }

    /// One line of `listMethods`.
    private record Method(ServiceId id, boolean openapi, List<OpenApi.Endpoint> endpoints) {

        static Method of(Descriptions.Described service) {
            return new Method(service.id(), service.openapi(), service.endpoints());
        }

        Map<String, Object> json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("object_type", "SERVICE");
            json.put("service_type", openapi ? "OPENAPI" : "REST");
            identify(json, id.system());
            json.put("service_code", codeOf(id));
            json.put("endpoint_list", endpoints);
            return json;
        }
    }

    private static Reply methods(List<Method> methods) {
        return Reply.json(Map.of("service", methods.stream().map(Method::json).toList()));
    }

    private Reply openApi(TrustList.Site site, Question question) {
        var id =
                question.serviceCode()
                        .flatMap(code -> serviceOf(question.provider(), code))
                        .orElseThrow(() -> new Refused(Reason.INVALID_METAREQUEST));
        if (!members.trust().knowsService(id)) {
            throw new Refused(Reason.UNKNOWN_SERVICE);
        }
        var answer = peers.get(site, Descriptions.OPENAPI + "?service=" + id);
        return switch (answer.status()) {
            case 200 -> Reply.bytes(type(answer), answer.body());
            case 404 -> throw new Refused(Reason.NO_DESCRIPTION);
            default -> throw new Refused(Reason.PEER_FAILED);
        };
    }

    private static Optional<ServiceId> serviceOf(SystemId system, String code) {
        try {
            return Optional.of(ServiceId.parse(system + "/" + code));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    private static String type(Answer answer) {
        return answer.header("content-type").orElse("text/plain");
    }

    /// `GET /listClients`. Needs no proof: the trust list is public.
    Reply listClients(Request request) {
        var trust = members.trust();
        var instance = members.instance();
        if (!request.query("xRoadInstance").orElse(instance).equals(instance)) {
            throw new Refused(Reason.INVALID_METAREQUEST);
        }
        var clients = new ArrayList<Client>();
        for (var member : trust.members()) {
            clients.add(new Client(member, Optional.empty()));
            trust.systems().stream()
                    .filter(system -> system.member().equals(member.id()))
                    .forEach(system -> clients.add(new Client(member, Optional.of(system))));
        }
        boolean json = request.header("Accept").orElse("").contains("application/json");
        return json
                ? Reply.json(Map.of("member", clients.stream().map(Client::json).toList()))
                : Reply.bytes("text/xml; charset=UTF-8", xml(clients));
    }

    private record Client(TrustList.Member member, Optional<SystemId> system) {

        String name() {
            return member.nameTh() + " / " + member.nameEn();
        }

        Map<String, Object> json() {
            var id = new LinkedHashMap<String, Object>();
            id.put("object_type", system.isPresent() ? "SUBSYSTEM" : "MEMBER");
            if (system.isPresent()) {
                identify(id, system.get());
            } else {
                identify(id, member.id());
            }
            var json = new LinkedHashMap<String, Object>();
            json.put("id", id);
            json.put("name", name());
            return json;
        }

        void xml(StringBuilder xml) {
            var parts = system.map(SystemId::value).orElse(member.id().value()).split("/", -1);
            xml.append("<xroad:member><xroad:id id:objectType=\"")
                    .append(system.isPresent() ? "SUBSYSTEM" : "MEMBER")
                    .append("\">");
            Xml.element(xml, "id:xRoadInstance", parts[0]);
            Xml.element(xml, "id:memberClass", parts[1]);
            Xml.element(xml, "id:memberCode", parts[2]);
            if (parts.length > 3) {
                Xml.element(xml, "id:subsystemCode", parts[3]);
            }
            xml.append("</xroad:id>");
            Xml.element(xml, "xroad:name", name());
            xml.append("</xroad:member>");
        }
    }

    private static void identify(Map<String, Object> json, SystemId system) {
        identify(json, system.member());
        json.put("subsystem_code", system.value().substring(system.value().lastIndexOf('/') + 1));
    }

    private static void identify(Map<String, Object> json, MemberId member) {
        var parts = member.value().split("/", -1);
        json.put("xroad_instance", parts[0]);
        json.put("member_class", parts[1]);
        json.put("member_code", parts[2]);
    }

    private static Bytes xml(List<Client> clients) {
        var xml =
                new StringBuilder(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xroad:clientList"
                                + " xmlns:xroad=\"http://x-road.eu/xsd/xroad.xsd\""
                                + " xmlns:id=\"http://x-road.eu/xsd/identifiers\">");
        clients.forEach(client -> client.xml(xml));
        return Bytes.utf8(xml.append("</xroad:clientList>").toString());
    }
}
