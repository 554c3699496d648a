package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Routes;

/// Who can read this file in the site's key directory operates the site. The operations listener is
/// on loopback, but every user of the machine can reach that.
final class OperatorKey {

    private static final String BEARER = "Bearer ";

    private final Bytes key;

    private OperatorKey(Bytes key) {
        this.key = key;
    }

    static OperatorKey create(Path keys, SecureRandom random) throws IOException {
        var file = file(keys);
        if (!Files.exists(file)) {
            var secret = new byte[32];
            random.nextBytes(secret);
            var permissions =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"));
            Files.createFile(file, permissions);
            Files.writeString(
                    file,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                    StandardOpenOption.WRITE);
        }
        return read(keys);
    }

    static OperatorKey read(Path keys) {
        try {
            return new OperatorKey(Bytes.utf8(Files.readString(file(keys)).strip()));
        } catch (IOException e) {
            throw new Failure(
                    "cannot read the operator's key "
                            + file(keys)
                            + "; run this command as the user who runs the site, after 'serve' has"
                            + " started once");
        }
    }

    private static Path file(Path keys) {
        return keys.resolve("operator.key");
    }

    String authorization() {
        return BEARER + key.text();
    }

    Routes.Handler guard(Routes.Handler handler) {
        return request -> {
            var given = request.header("Authorization").orElse("");
            if (!Bytes.utf8(given).equalsInConstantTime(Bytes.utf8(authorization()))) {
                throw new Problem(
                        Problem.Kind.UNAUTHENTICATED,
                        "send the operator's key: the saphan command does when it can read the"
                                + " site's configuration and key directory");
            }
            return handler.answer(request);
        };
    }
}
