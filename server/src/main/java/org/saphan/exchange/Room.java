package org.saphan.exchange;

import org.saphan.kernel.Problem;
import org.saphan.notary.Notary;

/// Room for one leaf, held from before the service is called until the leaf is durable.
final class Room {

    private Room() {}

    /// A full disk is the door's own refusal, not a problem document.
    static Notary.Room reserve(Notary notary) {
        try {
            return notary.reserve();
        } catch (Problem e) {
            throw new Refused(
                    e.kind() == Problem.Kind.NO_ROOM ? Reason.NO_ROOM : Reason.BUSY,
                    e.retryAfter());
        }
    }
}
