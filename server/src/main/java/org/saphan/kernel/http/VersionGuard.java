package org.saphan.kernel.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/// Turns a request of an HTTP version that we do not speak into one that could not be read. Vert.x would
/// answer it by itself, without a word and with the wrong status; it lets nobody in before that, so this
/// sits in Netty's pipeline in front of it.
@ChannelHandler.Sharable
final class VersionGuard extends ChannelInboundHandlerAdapter {

    static final class UnknownVersion extends DecoderException {

        private static final long serialVersionUID = 1L;
    }

    private static final VersionGuard ONE = new VersionGuard();

    static void guard(HttpConnection connection) {
        if (connection instanceof HttpServerConnection served) {
            var handler = served.channelHandlerContext();
            handler.pipeline().addBefore(handler.name(), "version", ONE);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request
                && request.decoderResult().isSuccess()
                && !isSpoken(request.protocolVersion())) {
            request.setDecoderResult(DecoderResult.failure(new UnknownVersion()));
            // In which our answer is given.
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        context.fireChannelRead(message);
    }

    /// The very constants, as Vert.x looks for them: `http/1.1` equals one and is none, also to RFC 9112.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSpoken(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }
}
