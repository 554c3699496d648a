package org.saphan.kernel.http;

import java.time.Duration;
import java.util.Optional;
import org.saphan.kernel.Problem;

/// How a call ended. All of these are ordinary.
public sealed interface Outcome {

    record Answered(Answer answer) implements Outcome {}

    /// No connection, or not with the one who was meant; nothing was sent.
    record Unreachable(String detail) implements Outcome {}

    /// The connection broke, or what came was not HTTP; whether the request arrived is unknown.
    record Broken(String detail) implements Outcome {}

    record Slow() implements Outcome {}

    record TooLarge() implements Outcome {}

    /// Too many calls to this place are open or waiting; nothing was sent.
    record Busy() implements Outcome {}

    default Answer orThrow() {
        return switch (this) {
            case Answered(var answer) -> answer;
            case Unreachable(var detail) -> throw new Problem(Problem.Kind.PEER_FAILED, detail);
            case Broken(var detail) -> throw new Problem(Problem.Kind.PEER_FAILED, detail);
            case Slow() ->
                    throw new Problem(
                            Problem.Kind.PEER_SLOW, "the other side did not answer in time");
            case TooLarge() ->
                    throw new Problem(
                            Problem.Kind.PEER_FAILED, "the other side's answer is too large");
            case Busy() ->
                    throw new Problem(
                            Problem.Kind.BUSY,
                            "too many calls to the other side are open",
                            Optional.of(Duration.ofSeconds(1)));
        };
    }
}
