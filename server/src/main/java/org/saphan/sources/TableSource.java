package org.saphan.sources;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a published table or view is, and what of it may be seen.
///
/// @param passwordFile readable by this server alone; the password itself stands nowhere else
/// @param tls          whether the connection is encrypted and the server proved; `true` when absent,
///                     unless the host is this machine
/// @param caFile       who must have signed the server's certificate; the system's authorities if absent
/// @param key          the column by which one row is found and by which pages are in order
/// @param columns      all that may ever be seen, the key among them
/// @param filters      the columns by which a list may be narrowed
/// @param rowLimit     the most rows on one page
public record TableSource(
        Engine engine,
        String host,
        Optional<Integer> port,
        String database,
        String user,
        Path passwordFile,
        Optional<Boolean> tls,
        Optional<Path> caFile,
        Optional<String> schema,
        String name,
        String key,
        List<String> columns,
        Optional<List<String>> filters,
        Optional<Integer> rowLimit) {

    static final int MOST_COLUMNS = 200;
    static final int MOST_ROWS = 1_000;

    /// Names of our own in an answer and in a query.
    static final String ROWS = "rows";

    static final String NEXT = "next";
    static final String AFTER = "after";
    static final String LIMIT = "limit";

    private static final int USUAL_ROWS = 100;
    private static final int LONGEST_PASSWORD = 1_024;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,45}");
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_$.-]{1,63}");

    public TableSource { // tidy: one check after the other, in the order of the fields
        columns = List.copyOf(columns);
        filters = filters.map(List::copyOf);
        if (!HOST.matcher(host).matches()) {
            throw Wrong.registration(
                    "host is not a name or an address", "host ไม่ใช่ชื่อหรือที่อยู่");
        }
        if (port.filter(it -> it < 1 || it > 65_535).isPresent()) {
            throw Wrong.registration(
                    "port must be between 1 and 65535", "port ต้องอยู่ระหว่าง 1 ถึง 65535");
        }
        if (!DATABASE.matcher(database).matches()) {
            throw Wrong.registration(
                    "database may have letters, digits and _ $ . - only",
                    "ชื่อฐานข้อมูลใช้ได้เฉพาะตัวอักษรละติน ตัวเลข และ _ $ . -");
        }
        if (user.isBlank() || user.length() > 128) {
            throw Wrong.registration("user is missing or too long", "ไม่มี user หรือยาวเกินไป");
        }
        if (!passwordFile.isAbsolute() || caFile.filter(file -> !file.isAbsolute()).isPresent()) {
            throw Wrong.registration(
                    "passwordFile and caFile must be absolute paths on the server",
                    "passwordFile และ caFile ต้องเป็นเส้นทางเต็มบนเซิร์ฟเวอร์");
        }
        requireName(name);
        schema.ifPresent(TableSource::requireName);
        columns.forEach(TableSource::requireColumn);
        if (columns.isEmpty()
                || columns.size() > MOST_COLUMNS
                || new HashSet<>(columns).size() != columns.size()) {
            throw Wrong.registration(
                    "columns must name 1 to " + MOST_COLUMNS + " columns, each once",
                    "columns ต้องระบุ 1 ถึง " + MOST_COLUMNS + " คอลัมน์ และไม่ซ้ำกัน");
        }
        if (!columns.contains(key) || !columns.containsAll(filters.orElse(List.of()))) {
            throw Wrong.registration(
                    "key and filters must be among columns", "key และ filters ต้องอยู่ใน columns");
        }
        if (rowLimit.filter(it -> it < 1 || it > MOST_ROWS).isPresent()) {
            throw Wrong.registration(
                    "rowLimit must be between 1 and " + MOST_ROWS,
                    "rowLimit ต้องอยู่ระหว่าง 1 ถึง " + MOST_ROWS);
        }
    }

    /// Longer names a database cuts off without a word, and would take for another.
    private static void requireName(String name) {
        if (name.isEmpty()
                || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 63
                || name.chars().anyMatch(Character::isISOControl)) {
            throw Wrong.registration(
                    "a name of a schema, table or column has 1 to 63 bytes and no control characters",
                    "ชื่อสคีมา ตาราง หรือคอลัมน์ต้องยาว 1 ถึง 63 ไบต์ และไม่มีอักขระควบคุม");
        }
    }

    private static void requireColumn(String column) {
        requireName(column);
        if (List.of(ROWS, NEXT, AFTER, LIMIT, "*").contains(column)) {
            throw Wrong.registration(
                    "a column must not be called rows, next, after, limit or *; publish a view in"
                            + " which it has another name",
                    "คอลัมน์ต้องไม่ชื่อ rows, next, after, limit หรือ * โปรดเผยแพร่วิวที่ใช้ชื่ออื่น");
        }
    }

    List<String> narrowing() {
        return filters.orElse(List.of());
    }

    int mostRows() {
        return rowLimit.orElse(USUAL_ROWS);
    }

    boolean isEncrypted() {
        return tls.orElse(caFile.isPresent() || !isThisMachine());
    }

    private boolean isThisMachine() {
        // Without asking a name server: a name that only resolves to here may resolve elsewhere
        // later.
        return host.equals("localhost") || host.matches("[0-9.]+|.*:.*") && isLoopback(host);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Read anew whenever connections are opened anew.
    String password() {
        try {
            if (Files.getPosixFilePermissions(passwordFile)
                    .contains(PosixFilePermission.OTHERS_READ)) {
                throw Wrong.database(
                        "everybody on the server may read passwordFile; chmod 600 it",
                        "ทุกคนบนเซิร์ฟเวอร์อ่าน passwordFile ได้ โปรดสั่ง chmod 600");
            }
            if (Files.size(passwordFile) > LONGEST_PASSWORD) {
                throw Wrong.database("passwordFile is too large", "passwordFile ใหญ่เกินไป");
            }
            return Files.readString(passwordFile).strip();
        } catch (IOException | UnsupportedOperationException e) {
            throw Wrong.database(
                    "the server cannot read passwordFile", "เซิร์ฟเวอร์อ่าน passwordFile ไม่ได้");
        }
    }

    /// What a grant can name: the columns of one row, the same of a list's rows, and the next page.
    public List<String> fields() {
        var one = columns.stream().map(column -> "/" + escaped(column));
        var many = columns.stream().map(column -> "/" + ROWS + "/*/" + escaped(column));
        return java.util.stream.Stream.of(one, many, java.util.stream.Stream.of("/" + NEXT))
                .flatMap(it -> it)
                .toList();
    }

    /// RFC 6901 §3.
    private static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
