package org.saphan.sources;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import tools.jackson.core.JsonGenerator;

/// A column that may be seen: how a value of it is asked for, and how it is written as JSON.
record Column(String name, Kind kind) {

    /// What a value becomes in JSON.
    enum Kind {
        BOOLEAN(Map.of("type", "boolean")),
        INTEGER(Map.of("type", "integer")),
        DECIMAL(Map.of("type", "number")),
        FLOAT(Map.of("type", "number")),
        TEXT(Map.of("type", "string")),
        DATE(Map.of("type", "string", "format", "date")),
        TIME(Map.of("type", "string")),
        DATE_TIME(Map.of("type", "string", "description", "ISO 8601, without a zone")),
        INSTANT(Map.of("type", "string", "format", "date-time")),
        BYTES(Map.of("type", "string", "format", "byte")),
        JSON(Map.of());

        private final Map<String, Object> schema;

        Kind(Map<String, Object> schema) {
            this.schema = schema;
        }

        /// In an OpenAPI description.
        Map<String, Object> schema() {
            return schema;
        }

        boolean canBeAskedFor() {
            return switch (this) {
                case BOOLEAN, INTEGER, DECIMAL, TEXT, DATE -> true;
                case FLOAT, TIME, DATE_TIME, INSTANT, BYTES, JSON -> false;
            };
        }
    }

    private static final String FOREVER = "infinity";

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern EXACT = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TRUTH = Pattern.compile("true|false");
    private static final Pattern ANY_TEXT = Pattern.compile("(?s).{0,1000}");
    private static final Pattern ANY_EXACT = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    static Column of(Engine engine, String name, ResultSetMetaData result, int at)
            throws SQLException {
        var type = result.getColumnTypeName(at).toLowerCase(Locale.ROOT);
        return new Column(name, kind(engine, result, at, type));
    }

    private static Kind kind(Engine engine, ResultSetMetaData result, int at, String type)
            throws SQLException {
        if (type.equals("json") || type.equals("jsonb")) {
            return Kind.JSON;
        }
        return switch (result.getColumnType(at)) {
            case Types.BOOLEAN -> Kind.BOOLEAN;
            case Types.BIT -> bits(engine, type, result.getPrecision(at));
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> Kind.INTEGER;
            case Types.BIGINT -> type.contains("unsigned") ? Kind.DECIMAL : Kind.INTEGER;
            case Types.NUMERIC, Types.DECIMAL -> Kind.DECIMAL;
            case Types.REAL, Types.FLOAT, Types.DOUBLE ->
                    type.equals("money") ? Kind.TEXT : Kind.FLOAT;
            case Types.DATE -> Kind.DATE;
            case Types.TIME, Types.TIME_WITH_TIMEZONE -> Kind.TIME;
            case Types.TIMESTAMP -> isInstant(engine, type) ? Kind.INSTANT : Kind.DATE_TIME;
            case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.INSTANT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
            default -> Kind.TEXT;
        };
    }

    private static Kind bits(Engine engine, String type, int precision) {
        if (engine == Engine.POSTGRESQL) {
            return type.equals("bool") ? Kind.BOOLEAN : Kind.TEXT;
        }
        return precision == 1 ? Kind.BOOLEAN : Kind.BYTES;
    }

    /// What PostgreSQL calls timestamp is a clock on a wall; in MariaDB that is datetime, and timestamp
    /// an instant.
    private static boolean isInstant(Engine engine, String type) {
        return type.equals(engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp");
    }

    /// What a caller sent, as a value of this column. A database would make a number of any text.
    Object parse(String text) throws BadQuestion {
        try {
            return switch (kind) {
                case INTEGER -> Long.valueOf(matching(WHOLE, text));
                case DECIMAL -> new BigDecimal(matching(EXACT, text));
                case DATE -> LocalDate.parse(matching(DAY, text));
                case BOOLEAN -> Boolean.valueOf(matching(TRUTH, text));
                case TEXT -> matching(ANY_TEXT, text);
                case FLOAT, TIME, DATE_TIME, INSTANT, BYTES, JSON ->
                        throw new IllegalStateException(
                                "registration lets no such column be asked");
            };
        } catch (NumberFormatException | DateTimeException e) {
            throw BadQuestion.value(name);
        }
    }

    private String matching(Pattern pattern, String text) throws BadQuestion {
        if (!pattern.matcher(text).matches()) {
            throw BadQuestion.value(name);
        }
        return text;
    }

    static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        switch (value) {
            case Long number -> statement.setLong(at, number);
            case BigDecimal number -> statement.setBigDecimal(at, number);
            case LocalDate day -> statement.setObject(at, day);
            case Boolean truth -> statement.setBoolean(at, truth);
            case String text -> statement.setString(at, text);
            default -> throw new IllegalStateException("no kind of ours");
        }
    }

    void write(JsonGenerator json, ResultSet row, int at) throws SQLException {
        switch (kind) {
            case BOOLEAN -> {
                boolean value = row.getBoolean(at);
                if (row.wasNull()) {
                    json.writeNull();
                } else {
                    json.writeBoolean(value);
                }
            }
            case BYTES -> {
                var bytes = row.getBytes(at);
                writeText(json, bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
            }
            case DATE -> writeText(json, day(row.getObject(at, LocalDate.class)));
            case DATE_TIME -> writeText(json, local(row.getObject(at, LocalDateTime.class)));
            case INSTANT -> writeText(json, instant(row, at));
            case INTEGER, DECIMAL, FLOAT -> writeNumber(json, row.getString(at));
            case TEXT, TIME -> writeText(json, row.getString(at));
            case JSON -> writeJson(json, row.getString(at));
        }
    }

    private static void writeText(JsonGenerator json, @Nullable String text) {
        if (text == null) {
            json.writeNull();
        } else {
            json.writeString(text);
        }
    }

    /// Digit by digit as the database has it; through no binary fraction.
    private void writeNumber(JsonGenerator json, @Nullable String text) {
        if (text == null) {
            json.writeNull();
        } else if (kind != Kind.FLOAT && ANY_EXACT.matcher(text).matches()) {
            json.writeNumber(new BigDecimal(text).toPlainString());
        } else if (JSON_NUMBER.matcher(text).matches()) {
            json.writeNumber(text);
        } else {
            json.writeString(text); // NaN and Infinity, for which JSON has no number
        }
    }

    /// Checked first: what is no JSON, or has a key twice, would spoil the document around it.
    private static void writeJson(JsonGenerator json, @Nullable String text) {
        if (text == null) {
            json.writeNull();
        } else {
            Json.tree(Bytes.utf8(text));
            json.writeRawValue(text);
        }
    }

    private static @Nullable String day(@Nullable LocalDate day) {
        if (day == null) {
            return null;
        }
        return day.equals(LocalDate.MAX)
                ? FOREVER
                : day.equals(LocalDate.MIN) ? "-" + FOREVER : day.toString();
    }

    private static @Nullable String local(@Nullable LocalDateTime time) {
        if (time == null) {
            return null;
        }
        return time.equals(LocalDateTime.MAX)
                ? FOREVER
                : time.equals(LocalDateTime.MIN)
                        ? "-" + FOREVER
                        : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }

    private @Nullable String instant(ResultSet row, int at) throws SQLException {
        if (row.getMetaData().getColumnTypeName(at).equalsIgnoreCase("timestamptz")) {
            var time = row.getObject(at, OffsetDateTime.class);
            if (time == null) {
                return null;
            }
            return time.equals(OffsetDateTime.MAX)
                    ? FOREVER
                    : time.equals(OffsetDateTime.MIN) ? "-" + FOREVER : time.toInstant().toString();
        }
        // The session's zone is UTC.
        var time = row.getObject(at, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC).toString();
    }
}
