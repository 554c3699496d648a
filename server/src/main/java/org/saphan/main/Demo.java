package org.saphan.main;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.saphan.demo.SampleService;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.http.Listener;
import picocli.CommandLine;

/// The demo's story: three sites in one process, set up by the same commands that operators type. Each
/// step can be done again, so a demo that was interrupted goes on where it was.
final class Demo {

    private static final String INSTANCE = "TH";
    private static final String SYSTEM = "TH/GOV/DLT/tax";
    private static final String SERVICE = "TH/GOV/OIC/motor/cmi-check";
    private static final String OFFICIAL = "9000000000012";
    private static final Duration LISTED = Duration.ofSeconds(20);

    /// What is shown once and must outlive a restart of the demo.
    private record Secrets(String systemKey, Map<String, String> auditorKeys) {}

    /// One of the three sites.
    private enum Part {
        DGA(
                "TH/GOV/DGA|สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)|Digital Government Development Agency"),
        OIC(
                "TH/GOV/OIC|สำนักงานคณะกรรมการกำกับและส่งเสริมการประกอบธุรกิจประกันภัย|Office of Insurance Commission"),
        DLT("TH/GOV/DLT|กรมการขนส่งทางบก|Department of Land Transport");

        private final String member;

        Part(String member) {
            this.member = member;
        }

        String site() {
            return name().toLowerCase(Locale.ROOT);
        }

        String id() {
            return member.substring(0, member.indexOf('|'));
        }
    }

    private final Path directory;
    private final Process process;
    private final PrintWriter out;
    private final DemoPorts ports;
    private final Instant began = Instant.now();

    Demo(Path directory, Optional<Integer> base, Process process, PrintWriter out)
            throws IOException {
        this.directory = directory;
        this.process = process;
        this.out = out;
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve("demo.json"));
        this.ports = DemoPorts.choose(base, portsBefore());
    }

    private Optional<Integer> portsBefore() {
        var file = file(Part.DGA);
        return Files.exists(file)
                ? Optional.of(Config.read(file).listeners().open())
                : Optional.empty();
    }

    private Path file(Part part) {
        return directory.resolve(part.site() + ".json");
    }

    void start() throws IOException, InterruptedException {
        out.println("สะพาน Saphan demo: " + directory);
        for (var part : Part.values()) {
            config(part).write(file(part));
        }
        startSampleService();
        open(Part.DGA);
        open(Part.OIC);
        open(Part.DLT);
        var secrets = secrets();
        exportTrust();
        awaitListed();
        var story = new Story(secrets);
        story.write();
        story.tell();
    }

    private void progress(String what) {
        out.printf(
                "  %5.1f s  %s%n",
                Duration.between(began, Instant.now()).toMillis() / 1000.0, what);
        out.flush();
    }

    private Config config(Part part) {
        var listeners = ports.of(part.ordinal());
        var address =
                new Config.Address(
                        URI.create("http://127.0.0.1:" + listeners.open()),
                        "127.0.0.1:" + listeners.peers());
        var hub =
                new Config.Hub(
                        Part.DGA.site(),
                        URI.create("http://127.0.0.1:" + ports.of(Part.DGA.ordinal()).open()));
        return new Config(
                INSTANCE,
                part.site(),
                part == Part.DGA ? Config.Role.HUB : Config.Role.NODE,
                Path.of(part.site()),
                listeners,
                address,
                hub,
                new Config.LogSettings(
                        "saphan.example/th/" + part.site() + "/log",
                        "saphan.example/th/" + part.site() + "/witness",
                        256L << 20),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "ES256",
                Optional.empty());
    }

    private void startSampleService() throws IOException {
        process.keep(
                Listener.open(
                        process.vertx(),
                        new Listener.Settings(
                                "sample", "127.0.0.1", ports.sample(), Optional.empty()),
                        Limits.standard(),
                        new Metrics(),
                        SampleService.routes(Clock.systemUTC())));
        progress("sample service: 1,000,000 vehicles (รถตัวอย่าง / invented)");
    }

    /// Runs a command as an operator would type it, and gives what it printed.
    private String run(String... words) {
        var printed = new StringWriter();
        var complaints = new StringWriter();
        int status =
                new CommandLine(new Main())
                        .setOut(new PrintWriter(printed))
                        .setErr(new PrintWriter(complaints))
                        .setExecutionExceptionHandler(Main::explain)
                        .execute(words);
        if (status != 0) {
            throw new Failure("'saphan " + String.join(" ", words) + "' failed: " + complaints);
        }
        return printed.toString().strip();
    }

    private void open(Part part) throws IOException {
        var config = Config.read(file(part));
        if (!Files.exists(config.keys().resolve("root.crt"))) {
            certify(part);
        }
        var database = process.database(config, directory.resolve("postgres"), part.site());
        process.keep(Site.open(config, process.vertx(), database));
        progress(
                (part == Part.DGA ? "hub  " : "node ")
                        + part.name()
                        + " "
                        + config.address().open());
    }

    private void certify(Part part) throws IOException {
        if (part == Part.DGA) {
            var names = part.member.split("\\|");
            run(
                    "hub",
                    "init",
                    "--config",
                    file(part).toString(),
                    "--operator",
                    names[0],
                    "--name-th",
                    names[1],
                    "--name-en",
                    names[2]);
            return;
        }
        var admission =
                run(
                                "hub",
                                "admit",
                                "--config",
                                file(Part.DGA).toString(),
                                "--site",
                                part.site(),
                                "--member",
                                part.member)
                        .split("\\s+");
        run(
                "join",
                "--config",
                file(part).toString(),
                "--token",
                admission[1],
                "--root",
                admission[4],
                "--member",
                part.id());
    }

    private Secrets secrets() throws IOException {
        var kept = directory.resolve("secrets.json");
        if (Files.exists(kept)) {
            return Json.read(Bytes.owning(Files.readAllBytes(kept)), Secrets.class);
        }
        var secrets = setUp();
        writePrivately(kept, Json.pretty(secrets));
        return secrets;
    }

    private Secrets setUp() throws IOException {
        var key =
                run(
                        "system",
                        "add",
                        "--config",
                        file(Part.DLT).toString(),
                        SYSTEM,
                        "--purpose",
                        "vehicle-tax");
        run("system", "add", "--config", file(Part.OIC).toString(), "TH/GOV/OIC/motor");
        var registration = directory.resolve("service.json");
        Files.writeString(registration, Json.pretty(registration()));
        run("service", "add", "--config", file(Part.OIC).toString(), registration.toString());
        progress("systems and the service registered");
        agree();
        progress("agreement dsa-oic-dlt-cmi-check sealed by both, in force, registered at the hub");
        var auditors = new LinkedHashMap<String, String>();
        for (var part : Part.values()) {
            auditors.put(
                    part.name(),
                    run("auditor", "add", "--config", file(part).toString(), "demo-auditor"));
        }
        return new Secrets(key, auditors);
    }

    private Map<String, Object> registration() {
        var registration = new LinkedHashMap<String, Object>();
        registration.put("id", SERVICE);
        registration.put("baseUrl", "http://127.0.0.1:" + ports.sample());
        registration.put(
                "fields",
                List.of(
                        "/plate",
                        "/province",
                        "/vehicleType",
                        "/status",
                        "/insurer/code",
                        "/insurer/nameTh",
                        "/insurer/nameEn",
                        "/start",
                        "/end",
                        "/owner/number",
                        "/owner/name",
                        "/chassisNumber",
                        "/premium/amount",
                        "/premium/currency",
                        "/sample"));
        registration.put("subject", Map.of("in", "ANSWER", "at", "/owner/number"));
        return registration;
    }

    private void agree() throws IOException {
        var draft = directory.resolve("agreement-draft.json");
        if (!Files.exists(draft)) {
            var now = Instant.now().truncatedTo(ChronoUnit.DAYS);
            Files.writeString(
                    draft,
                    template()
                            .replace("NOT_BEFORE", now.toString())
                            .replace("NOT_AFTER", now.plus(Duration.ofDays(365)).toString()));
        }
        var agreement = directory.resolve("agreement").toString();
        var oic = file(Part.OIC).toString();
        var dlt = file(Part.DLT).toString();
        run("agreement", "draft", "--config", dlt, draft.toString(), agreement);
        run("agreement", "seal", "--config", dlt, "--as", Part.DLT.id(), agreement);
        run("agreement", "seal", "--config", oic, "--as", Part.OIC.id(), agreement);
        for (var part : Part.values()) {
            run("agreement", "install", "--config", file(part).toString(), agreement);
        }
    }

    private static String template() throws IOException {
        try (var resource = SampleService.class.getResourceAsStream("agreement.json")) {
            if (resource == null) {
                throw new IOException("agreement.json is missing from the package");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The sample service moves with the demo's ports.
    private void exportTrust() throws IOException {
        var registration = directory.resolve("service.json");
        Files.writeString(registration, Json.pretty(registration()));
        run("service", "add", "--config", file(Part.OIC).toString(), registration.toString());
        run(
                "trust",
                "export",
                "--config",
                file(Part.DGA).toString(),
                directory.resolve("trust.txt").toString());
    }

    /// Ready is when both nodes know the system and the service from the hub.
    private void awaitListed() throws InterruptedException {
        var deadline = Instant.now().plus(LISTED);
        for (var part : List.of(Part.DLT, Part.OIC)) {
            var operator = Operator.of(Config.read(file(part)));
            while (!isListed(operator.getText("/api/v1/trust"), part)) {
                if (Instant.now().isAfter(deadline)) {
                    throw new Failure(
                            "the trust list did not reach "
                                    + part
                                    + "; see "
                                    + directory.resolve("saphan.log"));
                }
                Thread.sleep(50);
            }
        }
        progress("ready");
    }

    private boolean isListed(String list, Part part) {
        var self = config(part);
        return list.contains("\nsystem: " + SYSTEM + "\n")
                && list.contains("\nservice: " + SERVICE + "\n")
                && list.contains("\npublic: " + self.address().open() + "\n")
                && list.contains("\npeers: " + config(Part.OIC).address().peers() + "\n");
    }

    private static void writePrivately(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// What scripts read, and what a person reads.
    private final class Story {

        private final Secrets secrets;
        private final String url;
        private final Path trust = directory.resolve("trust.txt");

        Story(Secrets secrets) {
            this.secrets = secrets;
            this.url =
                    "http://127.0.0.1:"
                            + ports.of(Part.DLT.ordinal()).systems()
                            + "/r1/"
                            + SERVICE
                            + "/v1/vehicles/"
                            + URLEncoder.encode(
                                    SampleService.examplePlate(), StandardCharsets.UTF_8)
                            + "?province="
                            + SampleService.EXAMPLE_PROVINCE;
        }

        private Map<String, String> headers(String purpose) {
            var headers = new LinkedHashMap<String, String>();
            headers.put("X-Road-Client", SYSTEM);
            headers.put("Saphan-Key", secrets.systemKey());
            headers.put("Saphan-Purpose", purpose);
            headers.put("X-Road-UserId", OFFICIAL);
            return headers;
        }

        private Map<String, Object> call(String purpose) {
            var call = new LinkedHashMap<String, Object>();
            call.put("method", "GET");
            call.put("url", url);
            call.put("headers", headers(purpose));
            return call;
        }

        void write() throws IOException {
            var demo = new LinkedHashMap<String, Object>();
            demo.put("hub", config(Part.DGA).address().open());
            demo.put("nodes", addresses(List.of(Part.OIC, Part.DLT)));
            demo.put("trust", trust.toString());
            demo.put("example", call("vehicle-tax"));
            demo.put("exampleRefused", call("road-victim-aid"));
            demo.put("auditorKeys", secrets.auditorKeys());
            demo.put("sampleService", "http://127.0.0.1:" + ports.sample());
            demo.put("operations", operations());
            demo.put("configs", configs());
            writePrivately(directory.resolve("demo.json"), Json.pretty(demo));
            // It says that the demo is ready, so it goes before anything else is closed.
            process.keep(() -> Files.deleteIfExists(directory.resolve("demo.json")));
        }

        private Map<String, Object> addresses(List<Part> parts) {
            var addresses = new LinkedHashMap<String, Object>();
            parts.forEach(part -> addresses.put(part.name(), config(part).address().open()));
            return addresses;
        }

        private Map<String, Object> operations() {
            var addresses = new LinkedHashMap<String, Object>();
            for (var part : Part.values()) {
                addresses.put(part.name(), config(part).operations());
            }
            return addresses;
        }

        private Map<String, Object> configs() {
            var files = new LinkedHashMap<String, Object>();
            for (var part : Part.values()) {
                files.put(part.name(), file(part).toString());
            }
            return files;
        }

        void tell() {
            out.println();
            out.println("สะพานพร้อมใช้งาน / The bridge is open.");
            out.println();
            out.println("  ศูนย์กลาง hub       " + config(Part.DGA).address().open());
            out.println("  โหนด OIC            " + config(Part.OIC).address().open());
            out.println("  โหนด DLT            " + config(Part.DLT).address().open());
            out.println("  กุญแจทดสอบ test key " + secrets.systemKey() + " (" + SYSTEM + ")");
            out.println("  สำหรับสคริปต์        " + directory.resolve("demo.json"));
            out.println();
            out.println("1. กรมการขนส่งทางบกถามว่ารถมี พ.ร.บ. หรือไม่");
            out.println("   The tax counter asks whether a vehicle has compulsory cover:");
            out.println();
            out.println(curl("vehicle-tax"));
            out.println();
            out.println("2. ผิดวัตถุประสงค์ จึงถูกปฏิเสธพร้อมเหตุผล และมีใบรับเช่นกัน");
            out.println("   The same with a wrong purpose: refused, with a reason and a receipt:");
            out.println();
            out.println(curl("road-victim-aid"));
            out.println();
            out.println("3. ตรวจใบรับของคำขอล่าสุดโดยไม่ต้องถามใคร");
            out.println("   Check the last receipt, offline (some seconds later all parts hold):");
            out.println();
            out.println(verify());
            out.println();
            out.println(
                    "Ctrl-C หยุด ข้อมูลยังอยู่ / Ctrl-C ends it; the state stays in " + directory);
            out.flush();
        }

        private String curl(String purpose) {
            var lines = new ArrayList<String>();
            lines.add("   curl -s -D headers.txt '" + url + "' \\");
            headers(purpose)
                    .forEach(
                            (name, value) -> lines.add("     -H '" + name + ": " + value + "' \\"));
            lines.add("     && echo && grep -i '^saphan-receipt' headers.txt");
            return String.join("\n", lines);
        }

        private String verify() {
            return "   curl -s -H 'Saphan-Key: "
                    + secrets.systemKey()
                    + "' -o receipt.txt \\\n     "
                    + config(Part.DLT).address().open()
                    + "/receipts/$(awk 'tolower($1) == \"saphan-receipt:\" {print $2}' headers.txt | tr -d '\\r') \\\n"
                    + "     && ./saphan verify receipt.txt --trust "
                    + trust;
        }
    }
}
