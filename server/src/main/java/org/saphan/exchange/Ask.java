package org.saphan.exchange;

import java.util.Optional;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.SystemId;

/// What a proved calling system asks, whichever door it came through.
///
/// @param caller    the system that proved itself
/// @param claimed   the system that the request says it comes from
/// @param head      the headers to forward
/// @param purpose   as asked, or as registered for the calling system
/// @param agreement the one that the caller picked, when it picked one
/// @param person    the calling system's word on who asks
record Ask(
        SystemId caller,
        SystemId claimed,
        String method,
        Target target,
        Head head,
        Bytes body,
        Optional<String> purpose,
        Optional<String> agreement,
        Optional<String> person) {

    PersonRule personRule() {
        return person.isPresent() ? PersonRule.ASSERTED : PersonRule.NONE;
    }

    /// What the door tells the caller. The exchange id names the receipt.
    sealed interface Result {

        String exchange();

        record Answered(String exchange, int status, Head head, Bytes body) implements Result {}

        record Denied(String exchange, Refused refused) implements Result {}
    }
}
