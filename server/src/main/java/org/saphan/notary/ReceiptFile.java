package org.saphan.notary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.receipt.Receipt;
import org.saphan.kernel.Problem;
import org.saphan.members.TrustList;

/// Puts a receipt together from what this site holds. Whatever is missing stays pending; the same
/// receipt asked for later has it.
final class ReceiptFile {

    private final Notary notary;
    private final Registry registry;
    private final Receipts.AgreementSource agreements;

    ReceiptFile(Notary notary, Registry registry, Receipts.AgreementSource agreements) {
        this.notary = notary;
        this.registry = registry;
        this.agreements = agreements;
    }

    /// Empty until the leaf lies under a signed head.
    Optional<Bytes> of(Entry.Located located, boolean withoutSalts) {
        if (located.log() != notary.index().logRow()) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "this exchange stands in a log of this site that is closed; its operator can still prove it");
        }
        return head(located.leaf()).map(head -> write(located, head, withoutSalts));
    }

    /// The best head over this leaf: one with witness and time, else with a witness, else our newest.
    private Optional<Heads.Head> head(long leaf) {
        return notary.heads().covering(leaf).or(() -> newest(leaf));
    }

    private Optional<Heads.Head> newest(long leaf) {
        var newest = notary.log().checkpoint();
        return newest.size() > leaf
                ? Optional.of(new Heads.Head(newest, Optional.empty()))
                : Optional.empty();
    }

    private Bytes write(Entry.Located located, Heads.Head head, boolean withoutSalts) {
        var bytes = notary.log().leaf(located.leaf());
        var leaf = (Leaf.Exchange) Leaf.parse(bytes);
        var agreement = agreement(leaf);
        var receipt =
                new Receipt(
                        located.key().exchange().toString(),
                        bytes,
                        certificates(leaf, agreement, head),
                        agreement,
                        located.leaf(),
                        notary.log().inclusion(located.leaf(), head.checkpoint().size()),
                        head.checkpoint(),
                        head.timestamp(),
                        Optional.of(
                                notary.index().side(located.leaf()).salts().only(Salts.SHARED)));
        return (withoutSalts ? receipt.forAuditor() : receipt).bytes();
    }

    /// None for a refusal that came before an agreement was found.
    private Optional<Sealed> agreement(Leaf.Exchange leaf) {
        return RequestStatement.parse(leaf.request())
                .agreement()
                .flatMap(named -> agreements.find(named.id(), named.version()));
    }

    /// Of every key that signed something in this receipt, each once, in the order of what they signed.
    private List<Bytes> certificates(
            Leaf.Exchange leaf, Optional<Sealed> agreement, Heads.Head head) {
        Set<Bytes> keys = new LinkedHashSet<>();
        leaf.requestSeal().map(Seal::parse).map(Seal::key).ifPresent(keys::add);
        keys.add(Seal.parse(leaf.outcomeSeal()).key());
        agreement.stream()
                .map(Sealed::seals)
                .flatMap(List::stream)
                .map(Seal::key)
                .forEach(keys::add);
        keys.add(fingerprint(notary.log().key()));
        registry.sites().stream()
                .map(TrustList.Site::witnesses)
                .flatMap(List::stream)
                .filter(key -> head.checkpoint().witnessedBy(key).isPresent())
                .map(ReceiptFile::fingerprint)
                .forEach(keys::add);
        head.timestamp()
                .map(token -> Stamper.signer(token, head.checkpoint()))
                .ifPresent(keys::add);
        // The root comes along: without an anchor a receipt can at least be checked for
        // consistency.
        var certificates = new ArrayList<Bytes>(List.of(registry.root()));
        keys.forEach(key -> registry.certificateOf(key).ifPresent(certificates::add));
        return List.copyOf(certificates);
    }

    private static Bytes fingerprint(NoteKey key) {
        return Bytes.of(key.publicKey().getEncoded()).sha256();
    }
}
