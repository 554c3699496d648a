package org.saphan.members;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;

/// The deliberate act that makes a site a hub: its root, its keys, and who operates it. Never done by
/// configuration alone.
public record Founding(Admitted operator) {

    private static final String FILE = "founding.json";

    /// Makes the root and every key of the hub. Can be repeated after a failure; once it has
    /// succeeded, it is refused.
    public static void found(
            Joining.Plan plan, SiteKeys keys, Admitted operator, Clock clock, SecureRandom random) {
        if (keys.hasJoined()) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "this site has its keys and certificates already");
        }
        var instance = plan.settings().instance();
        var now = clock.instant();
        var rootKey = keys.pair("root", "ES256");
        var root = Authority.selfSign(instance, rootKey, now, random);
        var authority = new Authority(rootKey, root, random);
        names(plan)
                .forEach(
                        (role, name) -> {
                            var pair = keys.pair(SiteKeys.nameOf(role), Joining.algorithm(role));
                            keys.keep(
                                    SiteKeys.nameOf(role),
                                    authority.issue(
                                            new Subject(instance, role, name),
                                            pair.getPublic(),
                                            now));
                        });
        var seal = keys.pair(SiteKeys.sealOf(operator.id()), plan.sealAlgorithm());
        keys.keep(
                SiteKeys.sealOf(operator.id()),
                authority.issue(
                        new Subject(instance, CertificateRole.SEAL, operator.id().value()),
                        seal.getPublic(),
                        now));
        write(plan.settings().directory(), new Founding(operator));
        keys.keep("root", root);
    }

    private static Map<CertificateRole, String> names(Joining.Plan plan) {
        var site = plan.settings().site();
        var names = new LinkedHashMap<CertificateRole, String>();
        names.put(CertificateRole.TLS, site);
        names.put(CertificateRole.TRUST, site);
        names.put(CertificateRole.TIME, site);
        names.put(CertificateRole.LOG, plan.logOrigin());
        names.put(CertificateRole.WITNESS, plan.witnessName());
        return names;
    }

    private static void write(Path directory, Founding founding) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(FILE), Json.write(founding).array());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + directory.resolve(FILE), e);
        }
    }

    static Founding read(Path directory) {
        try {
            return Json.read(
                    Bytes.owning(Files.readAllBytes(directory.resolve(FILE))), Founding.class);
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "this site was never made a hub; use 'saphan hub init', on purpose");
        }
    }
}
