package org.saphan.kernel;

import java.time.Duration;

/// Limits that a test reaches quickly.
public record TestLimits(
        int openRequests,
        int connections,
        int peerConnections,
        int waitingCalls,
        Duration idle,
        Duration body,
        Duration statement) {

    public static final int BODY_BYTES = 1_000;
    public static final int HEADER_BYTES = 4_096;

    public static TestLimits small() {
        return new TestLimits(
                20,
                40,
                4,
                10,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1));
    }

    public TestLimits openRequests(int most) {
        return new TestLimits(
                most, connections, peerConnections, waitingCalls, idle, body, statement);
    }

    public TestLimits connections(int most) {
        return new TestLimits(
                openRequests, most, peerConnections, waitingCalls, idle, body, statement);
    }

    public TestLimits calls(int connected, int waiting) {
        return new TestLimits(openRequests, connections, connected, waiting, idle, body, statement);
    }

    public TestLimits patience(Duration head, Duration wholeBody) {
        return new TestLimits(
                openRequests,
                connections,
                peerConnections,
                waitingCalls,
                head,
                wholeBody,
                statement);
    }

    public Limits limits() {
        return new Limits(
                BODY_BYTES,
                HEADER_BYTES,
                openRequests,
                connections,
                peerConnections,
                waitingCalls,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                idle,
                body,
                statement,
                100);
    }
}
