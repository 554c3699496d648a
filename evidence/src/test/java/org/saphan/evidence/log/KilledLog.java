package org.saphan.evidence.log;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;

/// A process that appends under load until it is ended from within, at a chosen write, or from outside.
/// It prints a line for each promise that it makes, once it has made it.
final class KilledLog {

    static final int EXIT = 9;
    static final String ORIGIN = "log.example/killed";
    private static final int WRITERS = 8;
    private static final int LONG = 50_000;
    private static final int SHORT = 50;

    private KilledLog() {}

    static NoteSigner signer(String publicKey, String secretKey) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("Ed25519");
        var decoder = Base64.getDecoder();
        var pair =
                new KeyPair(
                        factory.generatePublic(new X509EncodedKeySpec(decoder.decode(publicKey))),
                        factory.generatePrivate(
                                new PKCS8EncodedKeySpec(decoder.decode(secretKey))));
        return NoteSigner.of(ORIGIN, NoteKey.Kind.LOG, SigningKey.of(pair));
    }

    static Log.Settings settings(Path directory) {
        return new Log.Settings(directory, 0, Duration.ofMillis(60), 100);
    }

    /// Long ones where a second journal file is wanted.
    static Bytes leaf(int number, boolean isLong) {
        return TestLog.leaf(number, isLong ? LONG : SHORT);
    }

    /// @param args directory, public key, secret key, whether leaves are long, and then write, moment and how many of that kind
    ///     pass before; or nothing more
    public static void main(String[] args) throws Exception {
        var disk = new FaultyDisk();
        if (args.length > 4) {
            disk.breakAt(
                    Disk.Write.valueOf(args[4]),
                    FaultyDisk.Moment.valueOf(args[5]),
                    Integer.parseInt(args[6]),
                    () -> Runtime.getRuntime().halt(EXIT));
        }
        var settings = settings(Path.of(args[0]));
        var log = Log.open(settings, signer(args[1], args[2]), Clock.systemUTC(), disk);
        say("open");
        var numbers = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            for (int i = 0; i < WRITERS; i++) {
                threads.execute(() -> appendForEver(log, numbers, Boolean.parseBoolean(args[3])));
            }
            threads.execute(() -> showForEver(log));
        }
    }

    private static void appendForEver(Log log, AtomicInteger numbers, boolean isLong) {
        while (true) {
            int number = numbers.getAndIncrement();
            var leaf = leaf(number, isLong);
            say("leaf " + log.append(leaf, TestLog.side(leaf)) + " " + number);
        }
    }

    private static void showForEver(Log log) {
        for (var last = Bytes.empty(); ; Thread.onSpinWait()) {
            var head = log.checkpoint().bytes();
            if (!head.equals(last)) {
                last = head;
                say("head " + head.base64());
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
