package org.saphan.kernel;

import java.time.Duration;

/// Every bound of a site, in one place; printed at start-up.
///
/// @param bodyBytes      a held body, in either direction
/// @param headerBytes    all headers of one message together
/// @param openRequests   requests on one listener, from their head to their answer; beyond it `503`
/// @param connections    open connections of one listener
/// @param peerConnections connections to one other host
/// @param waitingCalls   calls waiting for such a connection
/// @param connect        how long opening a connection may take
/// @param peerAnswer     how long another site may take to answer
/// @param idle           how long a connection may say nothing, and how long a whole head may take
/// @param body           how long a whole body may take, coming or going
/// @param sqlStatement   how long one statement may take
/// @param pageRows       rows in one page of a list
public record Limits(
        int bodyBytes,
        int headerBytes,
        int openRequests,
        int connections,
        int peerConnections,
        int waitingCalls,
        Duration connect,
        Duration peerAnswer,
        Duration idle,
        Duration body,
        Duration sqlStatement,
        int pageRows) {

    public static Limits standard() {
        return new Limits(
                8 << 20,
                64 << 10,
                2_000,
                4_000,
                64,
                2_000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(65),
                Duration.ofSeconds(75),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                1_000);
    }
}
