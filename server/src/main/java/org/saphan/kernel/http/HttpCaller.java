package org.saphan.kernel.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Bugs;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Problem;

/// Calls other servers over pooled connections. Redirects are not followed, nothing is decompressed,
/// and the target goes out exactly as it is given.
public final class HttpCaller implements AutoCloseable {

    /// Shorter than any idle limit of our own listeners, so that we and not they end an idle connection.
    private static final int KEEP_ALIVE_SECONDS = 45;

    /// All calls share one timer, which looks this often whether a call is out of time.
    private static final long LOOK_MILLIS = 100;

    private final Vertx vertx;
    private final HttpClient plain;
    private final Optional<HttpClient> mutual;
    private final Set<Attempt> open = ConcurrentHashMap.newKeySet();
    private final long timer;

    private HttpCaller(Vertx vertx, HttpClient plain, Optional<HttpClient> mutual) {
        this.vertx = vertx;
        this.plain = plain;
        this.mutual = mutual;
        this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    }

    /// @param tls how we prove ourselves to other sites; without it only plain HTTP is possible
    public static HttpCaller open(Vertx vertx, Limits limits, Optional<Tls> tls) {
        return new HttpCaller(
                vertx,
                client(vertx, options(limits), limits),
                tls.map(own -> client(vertx, mutual(options(limits), own), limits)));
    }

    private static HttpClient client(Vertx vertx, HttpClientOptions options, Limits limits) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool(limits))
                // Without it Vert.x logs what goes wrong, with words of the other side in it.
                .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                .build();
    }

    private static HttpClientOptions options(Limits limits) {
        return new HttpClientOptions()
                .setConnectTimeout((int) limits.connect().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(limits.headerBytes() * 3)
                .setDecompressionSupported(false)
                .setPipelining(false);
    }

    private static PoolOptions pool(Limits limits) {
        return new PoolOptions()
                .setHttp1MaxSize(limits.peerConnections())
                .setMaxWaitQueueSize(limits.waitingCalls());
    }

    /// Whose certificate it is, the call's own `trust` decides; names in it are not host names.
    private static HttpClientOptions mutual(HttpClientOptions options, Tls tls) {
        return options.setSsl(true)
                .setSslEngineOptions(TlsOptions.engine())
                .setEnabledSecureTransportProtocols(TlsOptions.ONLY)
                .setKeyCertOptions(TlsOptions.key(tls))
                .setTrustOptions(TlsOptions.trust(tls))
                .setVerifyHost(false)
                .setSslHandshakeTimeout(options.getConnectTimeout())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /// Blocks until the call has ended, in one way or another.
    public Outcome call(Call call) {
        var client = call.place().tls() ? mutual.orElse(null) : plain;
        if (client == null) {
            return new Outcome.Unreachable("this site has no certificate yet");
        }
        var attempt = new Attempt(call);
        open.add(attempt);
        client.request(options(call))
                .onFailure(failure -> attempt.end(notConnected(failure)))
                .onSuccess(attempt::connected);
        var outcome = attempt.outcome.join();
        open.remove(attempt);
        return outcome;
    }

    private void look() {
        long now = System.nanoTime();
        open.forEach(attempt -> attempt.look(now));
    }

    private static RequestOptions options(Call call) {
        var options =
                new RequestOptions()
                        .setHost(call.place().host())
                        .setPort(call.place().port())
                        .setMethod(HttpMethod.valueOf(call.method()))
                        .setURI(call.target())
                        .setFollowRedirects(false);
        call.headers().forEach(header -> options.addHeader(header.name(), header.value()));
        return options;
    }

    private static Outcome notConnected(Throwable failure) {
        return failure instanceof ConnectionPoolTooBusyException
                ? new Outcome.Busy()
                : new Outcome.Unreachable("no connection: " + kind(failure));
    }

    /// What kind of failure, and no text of it: that may carry what the other side sent.
    private static String kind(Throwable failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("([a-z])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT);
    }

    /// One call under way. All but [#outcome] happens on the connection's event loop.
    private static final class Attempt {

        private final Call call;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private final Buffer body = Buffer.buffer();
        private final long until;
        private volatile Optional<HttpClientRequest> request = Optional.empty();

        private Attempt(Call call) {
            this.call = call;
            this.until = System.nanoTime() + call.patience().toNanos();
        }

        private void end(Outcome how) {
            outcome.complete(how);
        }

        private void look(long now) {
            if (now - until >= 0 && outcome.complete(new Outcome.Slow())) {
                request.ifPresent(HttpClientRequest::reset);
            }
        }

        private void connected(HttpClientRequest fresh) {
            request = Optional.of(fresh);
            if (outcome.isDone()) {
                fresh.reset();
                return;
            }
            try {
                if (call.place().tls()) {
                    call.trust().accept(chain(fresh));
                }
            } catch (Problem e) {
                end(new Outcome.Unreachable(e.detail()));
                // The connection is nobody's whom we want to talk to.
                fresh.connection().close();
                return;
            } catch (RuntimeException e) {
                Bugs.log("judging the other side's certificate", e);
                end(new Outcome.Unreachable("the other side's certificate could not be judged"));
                fresh.connection().close();
                return;
            }
            send(fresh);
        }

        private static List<X509Certificate> chain(HttpClientRequest request) {
            try {
                var chain = new ArrayList<X509Certificate>();
                for (var certificate : request.connection().peerCertificates()) {
                    if (certificate instanceof X509Certificate x509) {
                        chain.add(x509);
                    }
                }
                return chain;
            } catch (SSLPeerUnverifiedException e) {
                throw new Problem(Problem.Kind.PEER_FAILED, "the other side showed no certificate");
            }
        }

        private void send(HttpClientRequest fresh) {
            fresh.exceptionHandler(failure -> end(broken(failure)));
            var sent =
                    call.body().size() == 0
                            ? fresh.send()
                            : fresh.send(Buffer.buffer(call.body().unsafe()));
            sent.onFailure(failure -> end(broken(failure))).onSuccess(this::answered);
        }

        private static Outcome broken(Throwable failure) {
            return new Outcome.Broken("the connection broke: " + kind(failure));
        }

        private void answered(HttpClientResponse response) {
            var headers = headers(response);
            // RFC 9110 §15. We never asked for another protocol, so `101` answers nothing either.
            if (response.statusCode() < 200 || response.statusCode() > 599 || headers.isEmpty()) {
                end(new Outcome.Broken("what came is no answer"));
                response.request().connection().close();
                return;
            }
            response.exceptionHandler(failure -> end(broken(failure)));
            response.handler(this::received);
            response.endHandler(
                    _ ->
                            end(
                                    new Outcome.Answered(
                                            new Answer(
                                                    response.statusCode(),
                                                    headers.get(),
                                                    Bytes.owning(body.getBytes())))));
        }

        private void received(Buffer part) {
            if (body.length() + part.length() > call.answerBytes()) {
                if (outcome.complete(new Outcome.TooLarge())) {
                    request.ifPresent(HttpClientRequest::reset);
                }
                return;
            }
            body.appendBuffer(part);
        }

        /// Empty when one of them could not stand in a message of ours.
        private static Optional<List<Header>> headers(HttpClientResponse response) {
            try {
                var headers = new ArrayList<Header>();
                for (Map.Entry<String, String> header : response.headers()) {
                    headers.add(new Header(header.getKey(), header.getValue()));
                }
                return Optional.of(headers);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        plain.close();
        mutual.ifPresent(HttpClient::close);
    }
}
