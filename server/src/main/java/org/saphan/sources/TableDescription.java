package org.saphan.sources;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.ServiceId;

/// The OpenAPI 3 description of a published table. It says what others may know: the columns that may be
/// seen, and nothing of where they come from.
final class TableDescription {

    private TableDescription() {}

    static Bytes of(ServiceId id, TableSource source, Inspection inspection) {
        var properties = new LinkedHashMap<String, Object>();
        inspection.columns().forEach(column -> properties.put(column.name(), nullable(column)));
        var row = Map.<String, Object>of("type", "object", "properties", properties);
        var page =
                Map.<String, Object>of(
                        "type",
                        "object",
                        "properties",
                        Map.of(
                                TableSource.ROWS,
                                Map.of("type", "array", "items", row),
                                TableSource.NEXT,
                                Map.of("type", "string", "nullable", true)));
        var root = new LinkedHashMap<String, Object>();
        root.put("openapi", "3.0.3");
        root.put("info", Map.of("title", id.toString(), "version", "1"));
        root.put(
                "paths",
                Map.of(
                        "/",
                        get(
                                "Rows in the order of the key",
                                pageParameters(source, inspection),
                                page),
                        "/{" + KEY + "}",
                        get(
                                "The row of one key",
                                List.of(parameter(KEY, "path", inspection.column(source.key()))),
                                row)));
        return Json.write(root);
    }

    /// A column's own name may hold what a path template may not.
    private static final String KEY = "key";

    private static Map<String, Object> nullable(Column column) {
        var schema = new LinkedHashMap<String, Object>(column.kind().schema());
        schema.put("nullable", true);
        return schema;
    }

    private static List<Object> pageParameters(TableSource source, Inspection inspection) {
        var all = new ArrayList<Object>();
        all.add(parameter(TableSource.AFTER, "query", inspection.column(source.key())));
        all.add(
                Map.of(
                        "name",
                        TableSource.LIMIT,
                        "in",
                        "query",
                        "schema",
                        Map.of("type", "integer", "minimum", 1, "maximum", source.mostRows())));
        source.narrowing()
                .forEach(name -> all.add(parameter(name, "query", inspection.column(name))));
        return all;
    }

    private static Map<String, Object> parameter(String name, String in, Column column) {
        return Map.<String, Object>of(
                "name",
                name,
                "in",
                in,
                "required",
                in.equals("path"),
                "schema",
                column.kind().schema());
    }

    private static Map<String, Object> get(
            String summary, List<?> parameters, Map<String, Object> schema) {
        var ok =
                Map.of(
                        "description",
                        summary,
                        "content",
                        Map.of("application/json", Map.of("schema", schema)));
        return Map.<String, Object>of(
                "get",
                Map.of(
                        "summary",
                        summary,
                        "parameters",
                        parameters,
                        "responses",
                        Map.of("200", ok, "400", Map.of("description", "bad question"))));
    }
}
