package org.saphan.main;

/// What stops a command, in words for whoever typed it. The command ends with status 1.
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message, null, false, false);
    }
}
