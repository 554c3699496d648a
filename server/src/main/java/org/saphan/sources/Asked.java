package org.saphan.sources;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/// A question, as one statement. Only names of the registration are in its text; what the caller sent is
/// in its values.
///
/// @param isOne whether one row is asked for, not a page
/// @param rows  the most rows to show
record Asked(String sql, List<Object> values, boolean isOne, int rows) {

    Asked {
        values = List.copyOf(values);
    }

    static Asked of(Tables.Question question, TableSource source, Inspection inspection)
            throws BadQuestion {
        var path = question.path();
        if (path.size() > 1) {
            throw new BadQuestion(
                    404,
                    "not_found",
                    "a table has /{" + source.key() + "} and / only",
                    "ตารางมีเพียง /{" + source.key() + "} และ /");
        }
        return path.isEmpty() || path.getFirst().isEmpty()
                ? page(question.query(), source, inspection)
                : one(path.getFirst(), question.query(), source, inspection);
    }

    private static Asked one(
            String text, List<Tables.Parameter> query, TableSource source, Inspection inspection)
            throws BadQuestion {
        if (!query.isEmpty()) {
            throw unknownParameter(List.of());
        }
        var key = inspection.column(source.key());
        var conditions = new Conditions(source.engine());
        conditions.equal(key, key.parse(text));
        return conditions.select(source, true, 1);
    }

    private static Asked page(
            List<Tables.Parameter> query, TableSource source, Inspection inspection)
            throws BadQuestion {
        var conditions = new Conditions(source.engine());
        var seen = new HashSet<String>();
        int rows = source.mostRows();
        for (var parameter : query) {
            var name = parameter.name();
            if (!seen.add(name)) {
                throw new BadQuestion(
                        400,
                        "parameter_twice",
                        "a parameter may stand there once only",
                        "พารามิเตอร์แต่ละตัวระบุได้เพียงครั้งเดียว");
            }
            if (name.equals(TableSource.AFTER)) {
                var key = inspection.column(source.key());
                conditions.after(key, key.parse(parameter.value()));
            } else if (name.equals(TableSource.LIMIT)) {
                rows = limit(parameter.value(), source.mostRows());
            } else if (source.narrowing().contains(name)) {
                var column = inspection.column(name);
                conditions.equal(column, column.parse(parameter.value()));
            } else {
                throw unknownParameter(source.narrowing());
            }
        }
        return conditions.select(source, false, rows);
    }

    private static int limit(String text, int most) throws BadQuestion {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
            throw BadQuestion.value(TableSource.LIMIT);
        }
        return Math.min(Integer.parseInt(text), most);
    }

    private static BadQuestion unknownParameter(List<String> narrowing) {
        var names = String.join(", ", narrowing);
        return new BadQuestion(
                400,
                "unknown_parameter",
                "one row takes no parameters; a list takes after, limit"
                        + (names.isEmpty() ? "" : ", " + names),
                "การค้นแถวเดียวไม่มีพารามิเตอร์ การเรียกรายการใช้ after, limit"
                        + (names.isEmpty() ? "" : ", " + names));
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Column.bind(statement, i + 1, values.get(i));
        }
    }

    /// The text of a WHERE clause, and its values in the same order.
    private static final class Conditions {

        private final Engine engine;
        private final List<String> texts = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Conditions(Engine engine) {
            this.engine = engine;
        }

        void equal(Column column, Object value) {
            texts.add(engine.equal(column));
            for (int i = 0; i < engine.placesOf(column); i++) {
                values.add(value);
            }
        }

        void after(Column column, Object value) {
            texts.add(engine.quoted(column.name()) + " > ?");
            values.add(value);
        }

        /// One row more than is shown tells whether there are more.
        Asked select(TableSource source, boolean isOne, int rows) {
            var columns =
                    source.columns().stream().map(engine::quoted).collect(Collectors.joining(", "));
            values.add((long) rows + 1);
            var sql =
                    "SELECT "
                            + columns
                            + " FROM "
                            + engine.table(source)
                            + (texts.isEmpty() ? "" : " WHERE " + String.join(" AND ", texts))
                            + " ORDER BY "
                            + engine.quoted(source.key())
                            + " LIMIT ?";
            return new Asked(sql, values, isOne, rows);
        }
    }

    /// The values may be about a person.
    @Override
    public String toString() {
        return "asked(withheld)";
    }
}
