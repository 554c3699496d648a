import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Two nginx, one for each agency: plain to the first, mutual TLS 1.3 between them, plain to the
/// service. Connections are kept everywhere, nothing is logged, certificates are checked both ways.
final class Nginx implements AutoCloseable {

    private static final String COMMON =
            """
            daemon off;
            worker_processes 2;
            pid %1$s/%2$s.pid;
            error_log %1$s/%2$s.error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path %1$s/tmp; proxy_temp_path %1$s/tmp; fastcgi_temp_path %1$s/tmp;
              uwsgi_temp_path %1$s/tmp; scgi_temp_path %1$s/tmp;
              keepalive_requests 100000000;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            """;

    private static final String CONSUMER =
            """
              upstream provider { server 127.0.0.1:%2$d; keepalive 64; keepalive_requests 100000000; }
              server {
                listen 127.0.0.1:%1$d;
                location / {
                  proxy_pass https://provider;
                  proxy_ssl_protocols TLSv1.3;
                  proxy_ssl_certificate %3$s/consumer.pem;
                  proxy_ssl_certificate_key %3$s/consumer.key;
                  proxy_ssl_trusted_certificate %3$s/ca.pem;
                  proxy_ssl_verify on;
                  proxy_ssl_server_name on;
                  proxy_ssl_name provider.bench;
                }
              }
            }
            """;

    private static final String PROVIDER =
            """
              upstream service { server %2$s; keepalive 64; keepalive_requests 100000000; }
              server {
                listen 127.0.0.1:%1$d ssl;
                ssl_protocols TLSv1.3;
                ssl_certificate %3$s/provider.pem;
                ssl_certificate_key %3$s/provider.key;
                ssl_client_certificate %3$s/ca.pem;
                ssl_verify_client on;
                location / { proxy_pass http://service; }
              }
            }
            """;

    private final Process consumer;
    private final Process provider;
    private final int port;

    private Nginx(Process consumer, Process provider, int port) {
        this.consumer = consumer;
        this.provider = provider;
        this.port = port;
    }

    static Nginx start(Path directory, String service) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("tmp"));
        certificates(directory);
        int front = freePort();
        int between = freePort();
        var provider =
                start(directory, "provider", PROVIDER.formatted(between, service, directory));
        try {
            await(provider, between);
            var consumer =
                    start(directory, "consumer", CONSUMER.formatted(front, between, directory));
            var nginx = new Nginx(consumer, provider, front);
            await(consumer, front);
            return nginx;
        } catch (IllegalStateException | IOException | InterruptedException e) {
            Processes.end(provider);
            throw e;
        }
    }

    private static Process start(Path directory, String name, String servers) throws IOException {
        var text = COMMON.formatted(directory, name) + servers;
        var file = Files.writeString(directory.resolve(name + ".conf"), text);
        return new ProcessBuilder(
                        "nginx", "-p", directory.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".out").toFile())
                .start();
    }

    private static void await(Process nginx, int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100 && nginx.isAlive(); attempt++) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        Processes.end(nginx);
        throw new IllegalStateException("nginx did not start; see target/bench/nginx");
    }

    /// An authority of the bench's own, and a certificate for each side.
    private static void certificates(Path directory) throws IOException, InterruptedException {
        openssl(
                directory,
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
                        + " -subj /CN=bench-authority -keyout ca.key -out ca.pem");
        for (var name : List.of("consumer", "provider")) {
            openssl(
                    directory,
                    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%1$s.bench -addext subjectAltName=DNS:%1$s.bench -keyout %1$s.key -out %1$s.csr"
                            .formatted(name));
            openssl(
                    directory,
                    "x509 -req -days 30 -copy_extensions copy -CA ca.pem -CAkey ca.key -CAcreateserial -in %1$s.csr -out %1$s.pem"
                            .formatted(name));
        }
    }

    private static void openssl(Path directory, String arguments)
            throws IOException, InterruptedException {
        Processes.run(
                directory,
                Stream.concat(Stream.of("openssl"), Stream.of(arguments.split(" "))).toList());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Wrk.Question question(String target) {
        return new Wrk.Question("http://127.0.0.1:" + port + target, List.of());
    }

    List<ProcessHandle> tree() {
        return Stream.of(consumer, provider).map(Processes::tree).flatMap(List::stream).toList();
    }

    @Override
    public void close() throws InterruptedException {
        Processes.end(consumer);
        Processes.end(provider);
    }
}
