package org.saphan.kernel.http;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.saphan.evidence.Bytes;

/// A call to another server.
///
/// @param target      path and query, exactly as they shall stand on the request line
/// @param patience    from now to the last byte of the answer
/// @param answerBytes an answer's body may have at most so many
/// @param trust       looks at the other side's certificates before anything is sent; throws a
///                    `Problem` when they are not the ones that are meant. Not asked over plain HTTP
public record Call(
        String method,
        Place place,
        String target,
        List<Header> headers,
        Bytes body,
        Duration patience,
        int answerBytes,
        Consumer<List<X509Certificate>> trust) {

    public Call {
        headers = List.copyOf(headers);
    }

    /// Where to connect to.
    public record Place(String host, int port, boolean tls) {

        public static Place of(URI uri) {
            boolean tls = "https".equals(uri.getScheme());
            int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
            return new Place(uri.getHost(), port, tls);
        }

        /// `127.0.0.1:8443`, always TLS.
        public static Place of(String hostAndPort) {
            return of(URI.create("https://" + hostAndPort));
        }
    }

    /// Targets and headers may be personal.
    @Override
    public String toString() {
        return method + " to " + place.host() + ":" + place.port() + " (withheld)";
    }
}
