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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Problem;

/// Calls other servers over pooled connections. Redirects are not followed, nothing is decompressed,
/// and the target goes out exactly as it is given.
public final class HttpCaller implements AutoCloseable {

    /// Shorter than any idle limit of our own listeners, so that we and not they end an idle connection.
    private static final int KEEP_ALIVE_SECONDS = 45;

    private final Vertx vertx;
    private final HttpClient plain;
    private final Optional<HttpClient> mutual;

    private HttpCaller(Vertx vertx, HttpClient plain, Optional<HttpClient> mutual) {
        this.vertx = vertx;
        this.plain = plain;
        this.mutual = mutual;
    }

    /// @param tls how we prove ourselves to other sites; without it only plain HTTP is possible
    public static HttpCaller open(Vertx vertx, Limits limits, Optional<Tls> tls) {
        return new HttpCaller(
                vertx,
                vertx.createHttpClient(options(limits), pool(limits)),
                tls.map(own -> vertx.createHttpClient(mutual(options(limits), own), pool(limits))));
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
        long timer =
                vertx.setTimer(Math.max(1, call.patience().toMillis()), _ -> attempt.outOfTime());
        client.request(options(call))
                .onFailure(failure -> attempt.end(notConnected(failure)))
                .onSuccess(attempt::connected);
        var outcome = attempt.outcome.join();
        vertx.cancelTimer(timer);
        return outcome;
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
        private volatile Optional<HttpClientRequest> request = Optional.empty();

        private Attempt(Call call) {
            this.call = call;
        }

        private void end(Outcome how) {
            outcome.complete(how);
        }

        private void outOfTime() {
            if (outcome.complete(new Outcome.Slow())) {
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
            response.exceptionHandler(failure -> end(broken(failure)));
            response.handler(this::received);
            response.endHandler(
                    _ ->
                            end(
                                    new Outcome.Answered(
                                            new Answer(
                                                    response.statusCode(),
                                                    headers(response),
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

        private static List<Header> headers(HttpClientResponse response) {
            var headers = new ArrayList<Header>();
            for (Map.Entry<String, String> header : response.headers()) {
                headers.add(new Header(header.getKey(), header.getValue()));
            }
            return headers;
        }
    }

    @Override
    public void close() {
        plain.close();
        mutual.ifPresent(HttpClient::close);
    }
}
