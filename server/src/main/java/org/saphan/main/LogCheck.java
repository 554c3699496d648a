package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.log.LogAudit;
import org.saphan.kernel.Problem;
import org.saphan.members.Members;
import org.saphan.members.SiteKeys;
import org.saphan.members.TrustList;

/// Checks a site's evidence log, and those that it has closed, from the files alone: asks no database,
/// no other site and not the site itself, which may be running or not. Says what holds, what does not,
/// and what to do then.
final class LogCheck {

    private static final String DAMAGED =
            """
            What to do: stop the site and leave its directory as it is, because it is evidence. Check
              the disk and the copies: 'saphan log verify DIR' says of each whether it holds. Then bring
              the newest one that does into place, log and database from the same time. When a witness
              holds more than that copy, the site refuses to go on with this log, and says so.""";
    private static final String FOREIGN =
            """
            What to do: bring log and keys of one site together again; 'data' and 'log.origin' in the
              configuration name them. Do not edit anything in the log's directory.""";
    private static final String UNREADABLE =
            "What to do: run this command as the user who runs the site.";
    private static final String UNWITNESSED =
            """
            What to do: nothing, when the site has just signed this head. Otherwise look whether it
              reaches the hub: 'saphan status' says how many leaves are witnessed.""";

    private final Config config;
    private final Consumer<String> out;
    private boolean holds = true;

    LogCheck(Config config, Consumer<String> out) {
        this.config = config;
        this.out = out;
    }

    /// True when everything holds.
    boolean run() {
        var log = config.data().resolve("log");
        if (!Files.isDirectory(log)) {
            fails("log", log + " is not there", FOREIGN);
            return false;
        }
        check(log).ifPresent(this::requireOurs);
        closed().forEach(this::check);
        out.accept(holds ? "holds: " + config.site() : "does not hold: " + config.site());
        return holds;
    }

    private Optional<LogAudit.Report> check(Path directory) {
        try {
            var report = LogAudit.of(directory);
            passes(
                    directory.getFileName().toString(),
                    report.leaves()
                            + " leaves in tiles and journal, each hashed again, lead to the head that "
                            + report.key().name()
                            + " signed");
            return Optional.of(report);
        } catch (java.nio.file.AccessDeniedException e) {
            fails(
                    directory.getFileName().toString(),
                    e.getMessage() + " cannot be read",
                    UNREADABLE);
        } catch (IOException e) {
            fails(directory.getFileName().toString(), String.valueOf(e.getMessage()), DAMAGED);
        }
        return Optional.empty();
    }

    /// Logs that another one has succeeded stay beside it, for their receipts.
    private List<Path> closed() {
        var closed = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(config.data(), "log.closed-*")) {
            found.forEach(closed::add);
        } catch (IOException e) {
            fails("closed logs", config.data() + " cannot be read", UNREADABLE);
        }
        closed.sort(null);
        return closed;
    }

    private void requireOurs(LogAudit.Report report) {
        var keys = SiteKeys.open(config.keys());
        if (!keys.hasJoined()) {
            fails("keys", config.keys() + " holds no certificates", FOREIGN);
            return;
        }
        var own = keys.log().key();
        if (own.equals(report.key())) {
            passes("key", "this site's own, certified for " + own.name());
        } else {
            fails("key", "the log is " + report.key() + ", this site's key is " + own, FOREIGN);
        }
        witnesses(report, keys);
    }

    private void witnesses(LogAudit.Report report, SiteKeys keys) {
        try {
            var list = Members.kept(config.members(), keys);
            if (list.isEmpty()) {
                pending("witnesses", "no trust list is kept here, so nobody is known as one");
                return;
            }
            var signed = signed(report, list.get());
            if (signed.isEmpty()) {
                pending(
                        "witnesses",
                        "none of those on the trust list has signed this head\n" + UNWITNESSED);
            } else {
                passes("witnesses", "this head is countersigned by " + String.join(", ", signed));
            }
        } catch (Problem | MalformedText e) {
            fails("trust list", String.valueOf(e.getMessage()), FOREIGN);
        }
    }

    private TreeSet<String> signed(LogAudit.Report report, TrustList list) {
        var signed = new TreeSet<String>();
        for (var site : list.sites()) {
            site.witnesses().stream()
                    .filter(_ -> !site.id().equals(config.site()))
                    .filter(key -> report.head().witnessedBy(key).isPresent())
                    .forEach(key -> signed.add(key.name()));
        }
        return signed;
    }

    private void passes(String part, String what) {
        say("✓", part, what);
    }

    /// Not yet, or not knowable from here; no sign that anything is wrong.
    private void pending(String part, String what) {
        say("…", part, what);
    }

    private void fails(String part, String what, String todo) {
        holds = false;
        say("✗", part, what + "\n" + todo);
    }

    private void say(String mark, String part, String what) {
        out.accept("%s %-10s %s".formatted(mark, part, what.replace("\n", "\n  ")));
    }
}
