package org.saphan.agreements;

import java.util.List;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Sealed;

/// An agreement as it was sealed: the exact bytes, what they mean, and the seals over them.
public record SealedAgreement(Bytes bytes, AgreementText text, List<Seal> seals) {

    public static SealedAgreement of(Sealed sealed) {
        return new SealedAgreement(
                sealed.text(), AgreementText.parse(sealed.text()), sealed.seals());
    }

    public Bytes hash() {
        return bytes.sha256();
    }

    public Sealed sealed() {
        return new Sealed(bytes, seals);
    }
}
