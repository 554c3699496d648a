package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// From a draft to running access, by the commands that the two agencies' operators type.
///
/// @param files where drafts and sealed texts go
record Agreements(Path files, Site provider, Site consumer, List<Site> others) {

    /// One agreement between DLT and OIC with one clause.
    static String draft(
            String id, String system, String service, List<String> endpoints, String purpose) {
        var today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        return """
               {"id": "%s", "version": 1, "titleTh": "ข้อตกลงทดสอบ", "titleEn": "Agreement of a test",
                "consumer": "TH/GOV/DLT", "provider": "TH/GOV/OIC", "legalBases": ["dga-2562-s13"],
                "benefit": "ทดสอบ", "notBefore": "%s", "notAfter": "%s",
                "duties": ["secrecy-for-ever"],
                "signatories": [
                  {"member": "TH/GOV/DLT", "capacity": "head", "nameAndOffice": "Invented (test)"},
                  {"member": "TH/GOV/OIC", "capacity": "head", "nameAndOffice": "Invented (test)"}],
                "clauses": [{"id": "all", "systems": ["%s"], "service": "%s",
                  "endpoints": ["%s"], "purposes": ["%s"], "fields": [], "person": "none"}]}
               """
                .formatted(
                        id,
                        today,
                        today.plus(Duration.ofDays(30)),
                        system,
                        service,
                        String.join("\", \"", endpoints),
                        purpose);
    }

    void conclude(String id, String draft) {
        conclude(id, draft, "TH/GOV/DLT", "TH/GOV/OIC");
    }

    /// Gives the file of the sealed text.
    Path conclude(String id, String draft, String consumers, String providers) {
        var written = write(id + ".json", draft);
        var text = files.resolve(id + ".txt");
        Saphan.said("agreement", "draft", "--config", consumer.config(), written, text);
        Saphan.said("agreement", "seal", "--config", consumer.config(), "--as", consumers, text);
        Saphan.said("agreement", "seal", "--config", provider.config(), "--as", providers, text);
        Saphan.said("agreement", "install", "--config", provider.config(), text);
        Saphan.said("agreement", "install", "--config", consumer.config(), text);
        others.forEach(
                site -> Saphan.said("agreement", "install", "--config", site.config(), text));
        return text;
    }

    void register(String service, String url) {
        register(service, url, 5);
    }

    void register(String service, String url, int timeoutSeconds) {
        var file =
                write(
                        "service.json",
                        "{\"id\": \"%s\", \"baseUrl\": \"%s\", \"timeoutSeconds\": %d}"
                                .formatted(service, url, timeoutSeconds));
        Saphan.said("service", "add", "--config", provider.config(), file);
    }

    String addSystem(Site site, String system) {
        return Saphan.said("system", "add", "--config", site.config(), system);
    }

    private Path write(String name, String content) {
        try {
            return Files.writeString(files.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
