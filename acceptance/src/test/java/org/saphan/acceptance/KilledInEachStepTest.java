package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SIGKILL in each numbered step of an exchange, at the site that is in it. Whatever the step: nobody
/// was answered without a record, both logs hold and tell the same in the end, and the caller's next
/// try is answered.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledInEachStepTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /// Steps of no exchange, each with what shows that it survives a kill or needs not.
    private static final Map<String, String> NOT_IN_AN_EXCHANGE =
            Map.of(
                    "Acts", "ActsTest",
                    "Backup", "BackupTest; a new file, beside the running site",
                    "LogCopy", "BackupTest; a new file, beside the running site",
                    "RestoreCommand", "BackupTest; into an empty directory only",
                    "OwnersFile", "PostgresTest",
                    "Receipts", "reads, and writes nothing",
                    "Succession", "NotaryTest; the site is stopped while it runs");

    private static final Set<String> IN_AN_EXCHANGE = Set.of("Gateway", "Provider", "Notary");

    private final ThreeSites sites = ThreeSites.start();
    @TempDir private Path files = Path.of("");

    /// What is left of the exchange in whose middle a site was killed.
    private enum Left {
        /// No leaf at either node.
        NOTHING,
        /// The provider's leaf, and the consumer's own after it asked the provider.
        TAKEN_OVER,
        /// Both leaves, each written by its own node at the time.
        BOTH,
        /// The consumer's refusal, because the provider did not answer.
        REFUSAL,
        /// The consumer's refusal; and the provider's answer, which it recorded and could not send.
        REFUSAL_AND_ANSWER
    }

    @BeforeAll
    void isReady() {
        assertThat(sites.call().send().status()).isEqualTo(200);
    }

    @AfterAll
    void end() {
        sites.close();
    }

    /// One for each place where what is left differs.
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "Gateway 4, dlt, NOTHING",
        "Gateway 6, dlt, TAKEN_OVER",
        "Notary 3, dlt, BOTH",
        "Provider 3, oic, REFUSAL",
        "Notary 3, oic, REFUSAL_AND_ANSWER"
    })
    void what_is_left_is_what_both_logs_tell(String step, String site, Left left) {
        killIn(step, site, left);
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "Gateway 1, dlt, NOTHING",
        "Gateway 2, dlt, NOTHING",
        "Gateway 3, dlt, NOTHING",
        "Gateway 5, dlt, TAKEN_OVER",
        "Notary 1, dlt, TAKEN_OVER",
        "Notary 2, dlt, TAKEN_OVER",
        "Provider 1, oic, REFUSAL",
        "Provider 2, oic, REFUSAL",
        "Provider 4, oic, REFUSAL",
        "Notary 1, oic, REFUSAL",
        "Notary 2, oic, REFUSAL"
    })
    @Tag("campaign")
    void and_so_it_is_in_every_other_step(String step, String site, Left left) {
        killIn(step, site, left);
    }

    /// The rows above, read from the annotations themselves, and the steps in the sources.
    @Test
    void every_numbered_step_has_its_row() throws NoSuchMethodException {
        var rows = new TreeSet<String>();
        for (var method :
                new String[] {
                    "what_is_left_is_what_both_logs_tell", "and_so_it_is_in_every_other_step"
                }) {
            var table =
                    KilledInEachStepTest.class
                            .getDeclaredMethod(method, String.class, String.class, Left.class)
                            .getAnnotation(CsvSource.class);
            for (var row : table.value()) {
                rows.add(row.substring(0, row.indexOf(',')));
            }
        }
        var steps = NumberedStep.all();
        assertThat(steps.stream().map(NumberedStep::simpleName).collect(Collectors.toSet()))
                .as("classes that number their steps")
                .isEqualTo(
                        Stream.concat(NOT_IN_AN_EXCHANGE.keySet().stream(), IN_AN_EXCHANGE.stream())
                                .collect(Collectors.toSet()));
        assertThat(rows)
                .isEqualTo(
                        steps.stream()
                                .filter(step -> IN_AN_EXCHANGE.contains(step.simpleName()))
                                .map(NumberedStep::name)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private void killIn(String name, String site, Left left) {
        var words = name.split(" ");
        var step = NumberedStep.of(words[0], Integer.parseInt(words[1]));
        awaitInBothLogs(answered());
        var providersBefore = leaves("oic").keySet();
        var consumersBefore = leaves("dlt").keySet();

        var answer = killedIn(step, site);
        assertThat(answer.filter(given -> given.status() == 200)).as("an answer").isEmpty();
        sites.serve(site);
        var again = answered();

        awaitInBothLogs(again);
        var providers = without(leaves("oic"), providersBefore, again);
        requireTold(left, answer, providers, without(leaves("dlt"), consumersBefore, again));
        providers.keySet().forEach(this::requireHolds);
        answer.ifPresent(refused -> requireHolds(refused.receipt()));
        requireHolds(again);
        for (var node : new String[] {"oic", "dlt"}) {
            var log = sites.site(node).directory().resolve("log");
            assertThat(Saphan.said("log", "verify", log)).startsWith("holds: ");
        }
    }

    /// The answer, when there was one: that a provider died is told by the consumer's node.
    private Optional<Answer> killedIn(NumberedStep step, String site) {
        try (var debugger = sites.debug(site)) {
            debugger.stopAllAt(step);
            var asked = CompletableFuture.supplyAsync(this::ask);
            var _ = debugger.awaitStop(SOON);
            sites.kill(site);
            return asked.join();
        }
    }

    private Optional<Answer> ask() {
        try {
            return Optional.of(sites.call().trySend());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The receipt of the first call that is answered.
    private String answered() {
        return Patience.forValue("an answer", SOON, () -> ask().filter(a -> a.status() == 200))
                .receipt();
    }

    private Map<String, Receipt> leaves(String site) {
        return new PublishedLog(sites.site(site).url("open")).exchangesById();
    }

    private void awaitInBothLogs(String exchange) {
        for (var site : new String[] {"oic", "dlt"}) {
            Patience.until(
                    exchange + " in the log of " + site,
                    SOON,
                    () -> leaves(site).containsKey(exchange));
        }
    }

    /// Without the calls before and the one after. While a provider starts, its consumer's node refuses
    /// calls because of that, and these are told by [Left#REFUSAL] as well as the first.
    private static Map<String, Receipt> without(
            Map<String, Receipt> leaves, Set<String> before, String after) {
        var fewer = new LinkedHashMap<>(leaves);
        fewer.keySet().removeAll(before);
        fewer.remove(after);
        return fewer;
    }

    private void requireTold(
            Left left,
            Optional<Answer> answer,
            Map<String, Receipt> providers,
            Map<String, Receipt> consumers) {
        switch (left) {
            case NOTHING -> {
                assertThat(providers).isEmpty();
                assertThat(consumers).isEmpty();
            }
            case TAKEN_OVER -> requireSame(only(providers), "reconciled");
            case BOTH -> requireSame(only(providers), "live");
            case REFUSAL -> {
                assertThat(providers).isEmpty();
                requireRefused(answer, consumers);
            }
            case REFUSAL_AND_ANSWER -> {
                requireRefused(answer, consumers);
                var id = answer.orElseThrow().receipt();
                var providersLeaf = only(providers);
                assertThat(providersLeaf.section("outcome").text())
                        .startsWith("saphan.org/answer/v1\n")
                        .contains("\nstatus: 200\n");
                assertThat(providersLeaf.section("request").text())
                        .isEqualTo(consumersLeaf(id).section("request").text());
            }
        }
    }

    private static Receipt only(Map<String, Receipt> leaves) {
        assertThat(leaves).hasSize(1);
        return leaves.values().iterator().next();
    }

    private Receipt consumersLeaf(String id) {
        return Patience.forValue(
                "the consumer's leaf of " + id,
                SOON,
                () -> Optional.ofNullable(leaves("dlt").get(id)));
    }

    private void requireSame(Receipt providers, String seen) {
        var consumers = consumersLeaf(providers.section("request").value("exchange"));
        assertThat(consumers.value("seen")).isEqualTo(seen);
        assertThat(consumers.value("role")).isEqualTo("consumer");
        for (var part : new String[] {"request", "request-seal", "outcome", "outcome-seal"}) {
            assertThat(consumers.section(part).text()).isEqualTo(providers.section(part).text());
        }
    }

    private static void requireRefused(Optional<Answer> answer, Map<String, Receipt> consumers) {
        assertThat(answer.orElseThrow().reason()).isEqualTo("peer_failed");
        assertThat(consumers).containsKey(answer.orElseThrow().receipt());
        for (var leaf : consumers.values()) {
            assertThat(leaf.value("seen")).isEqualTo("live");
            assertThat(leaf.section("outcome").value("by")).isEqualTo("TH/GOV/DLT");
            assertThat(leaf.section("outcome").value("reason")).isEqualTo("peer_failed");
        }
    }

    private void requireHolds(String id) {
        var file = sites.receipts().first(id).save(files.resolve("receipt.txt"));
        var ran = Saphan.run("verify", file, "--trust", sites.trust());
        assertThat(ran.status()).as(ran.toString()).isIn(0, 2);
        assertThat(ran.out()).doesNotContain("✗");
    }
}
