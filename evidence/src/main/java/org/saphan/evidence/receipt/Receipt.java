package org.saphan.evidence.receipt;

import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.Text;
import org.saphan.evidence.log.Checkpoint;

/// Stand-in until the receipt's own branch.
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

    public Bytes bytes() {
        var text =
                Text.write("saphan.org/receipt/v1")
                        .line("exchange", exchange)
                        .section("leaf", leaf);
        certificates.forEach(certificate -> text.section("certificate", certificate));
        agreement.ifPresent(found -> text.section("agreement", found.bytes()));
        text.line("index", index).lines("path", path.stream().map(Bytes::base64).toList());
        text.section("checkpoint", checkpoint.bytes());
        timestamp.ifPresent(token -> text.section("timestamp", token));
        salts.ifPresent(some -> text.section("salts", some.bytes()));
        return text.line("sha256", text.bytes().sha256()).bytes();
    }
}
