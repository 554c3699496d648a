package org.saphan.evidence.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.Text;
import org.saphan.evidence.log.Checkpoint;

/// Everything that proves one exchange, in one text.
///
/// @param certificates of every key that signed something in it, DER
/// @param agreement    the sealed text that allowed it; absent when a refusal came before one was found
/// @param index        of the leaf in its log
/// @param path         from the leaf up to the checkpoint's root
/// @param checkpoint   with the signatures of the log and of witnesses
/// @param timestamp    an RFC 3161 token over the checkpoint's text; absent while it is pending
/// @param salts        for a party; absent in an auditor's receipt
public record Receipt(
        String exchange,
        Bytes leaf,
        List<Bytes> certificates,
        Optional<Sealed> agreement,
        long index,
        List<Bytes> path,
        Checkpoint checkpoint,
        Optional<Bytes> timestamp,
        Optional<Salts> salts) {

    public static final String FORMAT = "saphan.org/receipt/v1";
    static final int MAX_BYTES = 1 << 20;
    private static final int MAX_CERTIFICATES = 64;
    private static final int MAX_PATH = 64;

    public Receipt {
        certificates = List.copyOf(certificates);
        path = List.copyOf(path);
        if (path.stream().anyMatch(hash -> hash.size() != 32)) {
            throw new MalformedText("path", "not 32 bytes");
        }
        if (certificates.size() > MAX_CERTIFICATES || path.size() > MAX_PATH) {
            throw new MalformedText("receipt", "more certificates or hashes than one can have");
        }
    }

    /// Without what opens the commitments in it.
    public Receipt forAuditor() {
        return new Receipt(
                exchange,
                leaf,
                certificates,
                agreement,
                index,
                path,
                checkpoint,
                timestamp,
                Optional.empty());
    }

    /// The last line guards against damage on the way, and against nothing else: whoever changes the
    /// file on purpose can mend it.
    public Bytes bytes() {
        var text = text();
        return text.line("sha256", text.bytes().sha256()).bytes();
    }

    private Text.Writer text() {
        var text =
                Text.write(FORMAT)
                        .line("exchange", exchange)
                        .lines("certificate", certificates.stream().map(Bytes::base64).toList())
                        .section("leaf", leaf);
        agreement.ifPresent(found -> text.section("agreement", found.bytes()));
        text.line("index", index)
                .lines("path", path.stream().map(Bytes::base64).toList())
                .section("checkpoint", checkpoint.bytes())
                .optional("timestamp", timestamp.map(Bytes::base64));
        salts.ifPresent(some -> text.section("salts", some.bytes()));
        return text;
    }

    /// What the file says, whether or not its last line fits.
    ///
    /// @param intact the last line fits
    record Read(Receipt receipt, boolean intact) {}

    static Read read(Bytes file) {
        if (file.size() > MAX_BYTES) {
            throw new MalformedText("receipt", "longer than 1 MiB");
        }
        var text = Text.read(file, FORMAT);
        var exchange = text.line("exchange");
        var certificates = decoded("certificate", text);
        var leaf = text.section("leaf");
        var agreement =
                text.nextIs("agreement")
                        ? Optional.of(Sealed.parse(text.section("agreement")))
                        : Optional.<Sealed>empty();
        var receipt =
                new Receipt(
                        exchange,
                        leaf,
                        certificates,
                        agreement,
                        text.number("index"),
                        decoded("path", text),
                        Checkpoint.parse(text.section("checkpoint")),
                        text.nextIs("timestamp")
                                ? Optional.of(text.base64("timestamp"))
                                : Optional.empty(),
                        text.nextIs("salts")
                                ? Optional.of(Salts.parse(text.section("salts")))
                                : Optional.empty());
        var hash = text.hash("sha256");
        text.end();
        var body = receipt.text().bytes();
        if (!body.equals(file.slice(0, Math.min(body.size(), file.size())))) {
            throw new MalformedText("receipt", "not in its one canonical form");
        }
        return new Read(receipt, hash.equals(body.sha256()));
    }

    /// Refuses a file that was damaged.
    public static Receipt parse(Bytes file) {
        var read = read(file);
        if (!read.intact()) {
            throw new MalformedText("sha256", "does not fit: the file was changed");
        }
        return read.receipt();
    }

    private static List<Bytes> decoded(String name, Text.Reader text) {
        var values = new ArrayList<Bytes>();
        while (text.nextIs(name)) {
            values.add(text.base64(name));
        }
        return values;
    }
}
