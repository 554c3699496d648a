package org.saphan.kernel.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.saphan.kernel.Problem;

/// The routes of a domain, in one table. `{name}` stands for one segment, decoded by itself; a route
/// for any method takes everything below its path.
public final class Routes {

    /// Answers one request, on a virtual thread of its own. May throw a [Problem].
    @FunctionalInterface
    public interface Handler {

        Reply answer(Request request);
    }

    /// A door that has an error shape of its own.
    @FunctionalInterface
    public interface ProblemShape {

        Reply reply(Problem problem, UUID requestId);
    }

    public record Route(String method, String path, Handler handler, ProblemShape problems) {

        private static final String ANY = "*";

        boolean isPrefix() {
            return method.equals(ANY);
        }

        Route withProblems(ProblemShape shape) {
            return new Route(method, path, handler, shape);
        }
    }

    /// A route that fits, with what stands in its `{}`.
    record Match(Route route, Map<String, String> parameters) {}

    private final List<Route> routes;

    private Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    public static Routes of(Route... routes) {
        return new Routes(List.of(routes));
    }

    public static Routes all(List<Routes> tables) {
        return new Routes(tables.stream().flatMap(table -> table.routes.stream()).toList());
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", path, handler, Reply::problem);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", path, handler, Reply::problem);
    }

    public static Route any(String prefix, Handler handler) {
        return new Route(Route.ANY, prefix, handler, Reply::problem);
    }

    /// The same routes, whose problems this door words in its own way.
    public Routes withProblems(ProblemShape shape) {
        return new Routes(routes.stream().map(route -> route.withProblems(shape)).toList());
    }

    /// The same routes behind a guard, which sees each request first.
    public Routes behind(UnaryOperator<Handler> guard) {
        return new Routes(
                routes.stream()
                        .map(
                                route ->
                                        new Route(
                                                route.method(),
                                                route.path(),
                                                guard.apply(route.handler()),
                                                route.problems()))
                        .toList());
    }

    /// Of a path that exists under another method only, the caller is told so.
    Match find(String method, String rawPath) {
        var otherMethods = new ArrayList<String>();
        for (var route : routes) {
            if (route.isPrefix()) {
                if (rawPath.startsWith(route.path())) {
                    return new Match(route, Map.of());
                }
                continue;
            }
            var parameters = match(route.path(), rawPath);
            if (parameters.isPresent()) {
                if (fits(route, method)) {
                    return new Match(route, parameters.get());
                }
                otherMethods.add(route.method());
            }
        }
        if (!otherMethods.isEmpty()) {
            throw new Problem(
                    Problem.Kind.METHOD_NOT_ALLOWED, "use " + String.join(" or ", otherMethods));
        }
        throw new Problem(Problem.Kind.NOT_FOUND, "nothing is served under this address");
    }

    /// In which shape problems are told to who asked for this path, with whatever method.
    ProblemShape shapeFor(String rawPath) {
        for (var route : routes) {
            if (route.isPrefix() ? rawPath.startsWith(route.path()) : leads(route, rawPath)) {
                return route.problems();
            }
        }
        return Reply::problem;
    }

    /// Also to what is not correctly encoded.
    private static boolean leads(Route route, String rawPath) {
        try {
            return match(route.path(), rawPath).isPresent();
        } catch (Problem e) {
            return true;
        }
    }

    private static boolean fits(Route route, String method) {
        return route.method().equals(method)
                || route.method().equals("GET") && method.equals("HEAD");
    }

    private static Optional<Map<String, String>> match(String pattern, String rawPath) {
        if (pattern.indexOf('{') < 0) {
            return pattern.equals(rawPath) ? Optional.of(Map.of()) : Optional.empty();
        }
        var wanted = pattern.split("/", -1);
        boolean takesRest = wanted[wanted.length - 1].startsWith("{*");
        var given = takesRest ? rawPath.split("/", wanted.length) : rawPath.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                parameters.put(wanted[i].replaceAll("[{*}]", ""), decoded(given[i]));
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "the address is not correctly percent-encoded");
        }
    }
}
