package org.saphan.main;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.members.Joining;
import org.saphan.members.SiteKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A site's first step: keys of its own, certificates from the hub.
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        description = {
            "Make this site's keys and get certificates for them from the hub.",
            "Needs the token and the root's fingerprint that the hub's operator hands over. Can be",
            "repeated after a failure. Then start the site with 'saphan serve'."
        })
final class JoinCommand implements Callable<Integer> {

    @Mixin private ConfigOption config;

    @Option(names = "--token", required = true, description = "from 'saphan hub admit'")
    private String token;

    @Option(names = "--root", required = true, paramLabel = "FINGERPRINT", description = "likewise")
    private String fingerprint;

    @Option(
            names = "--member",
            required = true,
            paramLabel = "ID",
            description = "a member of this site that the hub admitted; may be given several times")
    private List<String> members;

    @Override
    public Integer call() {
        var site = config.read();
        Joining.join(
                site.plan(members.stream().map(MemberId::parse).toList()),
                SiteKeys.open(site.keys()),
                token,
                HubCommands.fingerprint(fingerprint),
                (path, headers, body) -> post(site.hub().open().resolve(path), headers, body));
        config.say("joined " + site.instance() + " as the site " + site.site());
        return 0;
    }

    private static Bytes post(URI address, Map<String, String> headers, Bytes body) {
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body.array()));
        headers.forEach(request::header);
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            var said = Bytes.owning(answer.body());
            if (answer.statusCode() != 200) {
                throw new Failure("the hub refused: " + detail(said));
            }
            return said;
        } catch (IOException e) {
            throw new Failure("the hub does not answer at " + address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private static String detail(Bytes answer) {
        try {
            return Json.tree(answer).path("detail").asString("without a reason");
        } catch (Problem e) {
            return "without a reason";
        }
    }
}
