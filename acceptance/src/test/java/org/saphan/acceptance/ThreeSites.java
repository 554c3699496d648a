package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A hub and two nodes as three processes, joined by the commands that their operators type, each with
/// a database of its own. OIC serves an echo service to DLT's tax system under one agreement. Each
/// process can be held from outside by a [Debugger].
final class ThreeSites implements AutoCloseable {

    static final String SYSTEM = "TH/GOV/DLT/tax";
    private static final String AGREEMENT = "dsa-three-sites";
    private static final Duration START = Duration.ofSeconds(180);
    private static final List<String> NAMES = List.of("dga", "oic", "dlt", "rog");

    private final Path directory = Saphan.freshDirectory("sites");
    private final int base = Ports.free(NAMES.size() * 5);
    private final Map<String, Running> running = new HashMap<>();
    private final EchoService service = EchoService.start();
    private String systemKey = "";
    private String auditorKey = "";

    private ThreeSites() {}

    static ThreeSites start() {
        var sites = new ThreeSites();
        try {
            sites.found();
            return sites;
        } catch (RuntimeException | AssertionError e) {
            sites.close();
            throw e;
        }
    }

    private void found() {
        NAMES.forEach(name -> configure(name, ""));
        Saphan.said(
                "hub",
                "init",
                "--config",
                hub().config(),
                "--operator",
                "TH/GOV/DGA",
                "--name-th",
                "สพร. (ทดสอบ)",
                "--name-en",
                "DGA (test)");
        serve("dga");
        join("oic", "TH/GOV/OIC");
        join("dlt", "TH/GOV/DLT");
        agree();
    }

    /// @param more further settings, each with a comma behind it
    void configure(String name, String more) {
        int first = base + NAMES.indexOf(name) * 4;
        var config =
                """
                {"instance": "TH", "site": "%1$s", "role": "%2$s", "data": "%1$s",
                 "listeners": {"host": "127.0.0.1", "systems": %3$d, "peers": %4$d, "open": %5$d,
                   "operations": %6$d},
                 "address": {"open": "http://127.0.0.1:%5$d", "peers": "127.0.0.1:%4$d"},
                 "hub": {"site": "dga", "open": "http://127.0.0.1:%7$d"},
                 "log": {"origin": "saphan.example/test/%1$s/log",
                   "witness": "saphan.example/test/%1$s/witness", "reserveBytes": 268435456},
                 %8$s "seals": "ES256"}
                """
                        .formatted(
                                name,
                                name.equals("dga") ? "HUB" : "NODE",
                                first + 1,
                                first + 2,
                                first,
                                first + 3,
                                base,
                                OutsideDatabase.setting() + more);
        try {
            // Made here, because the database's own user must be able to pass through it.
            Files.createDirectories(directory.resolve(name));
            Files.writeString(directory.resolve(name + ".json"), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A fourth site with these members, which nobody counts on.
    Site joinFourth(String... members) {
        join("rog", members);
        return site("rog");
    }

    private void join(String name, String... members) {
        var admit =
                new ArrayList<Object>(
                        List.of("hub", "admit", "--config", hub().config(), "--site", name));
        var join = new ArrayList<Object>(List.of("join", "--config", site(name).config()));
        for (var member : members) {
            admit.addAll(List.of("--member", member + "|ทดสอบ|Test"));
            join.addAll(List.of("--member", member));
        }
        var admitted = Saphan.said(admit.toArray()).split("\\s+");
        join.addAll(List.of("--token", admitted[1], "--root", admitted[4]));
        Saphan.said(join.toArray());
        serve(name);
    }

    private void agree() {
        var agreements = new Agreements(directory, provider(), consumer(), List.of(hub()));
        systemKey = agreements.addSystem(consumer(), SYSTEM);
        agreements.addSystem(provider(), "TH/GOV/OIC/motor");
        agreements.register(EchoExchange.SERVICE, service.url());
        agreements.conclude(
                AGREEMENT,
                Agreements.draft(
                        AGREEMENT,
                        SYSTEM,
                        EchoExchange.SERVICE,
                        EchoExchange.ENDPOINTS,
                        "vehicle-tax"));
        auditorKey = Saphan.said("auditor", "add", "--config", provider().config(), "auditor");
        Saphan.said("trust", "export", "--config", hub().config(), trust());
        Patience.until("the first answer", START, () -> call().send().status() == 200);
    }

    void serve(String name) {
        var output = directory.resolve(name + ".log");
        var command = Saphan.command("serve", "--config", site(name).config());
        command.environment()
                .put(
                        "SAPHAN_JAVA_OPTIONS",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
                                + debugPort(name));
        var process = Running.start(output, command);
        running.put(name, process);
        process.await(name + " is well", START, () -> site(name).isWell());
    }

    private int debugPort(String name) {
        return base + NAMES.size() * 4 + NAMES.indexOf(name);
    }

    Debugger debug(String name) {
        return Debugger.attach(debugPort(name));
    }

    private Running running(String name) {
        var process = running.get(name);
        if (process == null) {
            throw new AssertionError(name + " was never started");
        }
        return process;
    }

    void stop(String name) {
        running(name).stop();
    }

    void kill(String name) {
        running(name).kill();
    }

    /// Everything that a site said since it was first started.
    String said(String name) {
        return running(name).said();
    }

    Site site(String name) {
        return new Site(directory.resolve(name + ".json"));
    }

    Site hub() {
        return site("dga");
    }

    Site provider() {
        return site("oic");
    }

    Site consumer() {
        return site("dlt");
    }

    Path trust() {
        return directory.resolve("trust.txt");
    }

    Path directory() {
        return directory;
    }

    EchoService service() {
        return service;
    }

    /// A call that the agreement allows.
    Call call() {
        return Call.get(consumer().url("systems") + "/r1/" + EchoExchange.SERVICE + "/v1/things/1")
                .with("X-Road-Client", SYSTEM)
                .with("Saphan-Key", systemKey)
                .with("Saphan-Purpose", "vehicle-tax");
    }

    ReceiptDoor receipts() {
        return new ReceiptDoor(consumer().url("open"), systemKey);
    }

    ReceiptDoor providersReceipts() {
        return new ReceiptDoor(provider().url("open"), auditorKey);
    }

    @Override
    public void close() {
        for (var name : NAMES.reversed()) {
            if (running.containsKey(name)) {
                running(name).close();
            }
        }
        service.close();
        Saphan.remove(directory);
    }
}
