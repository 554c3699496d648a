package org.saphan.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;

/// Encrypts what is written. Only [#close] makes it whole: without the last chunk nobody opens it.
final class SealedOutput extends OutputStream {

    private final OutputStream out;
    private final Chunks chunks;
    private final byte[] plain = new byte[Chunks.PLAIN];
    private int filled = 0;
    private boolean closed = false;

    SealedOutput(OutputStream out, BackupKey key, SecureRandom random) throws IOException {
        this.out = out;
        var salt = new byte[Chunks.SALT];
        random.nextBytes(salt);
        this.chunks = new Chunks(key, salt);
        out.write(Chunks.FORMAT);
        out.write(salt);
        out.write(chunks.mac());
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int left = length;
        while (left > 0) {
            // A full chunk goes out only when more comes: the last one is marked.
            if (filled == plain.length) {
                out.write(chunks.encrypt(plain, filled, false));
                filled = 0;
            }
            int taken = Math.min(left, plain.length - filled);
            System.arraycopy(bytes, at, plain, filled, taken);
            filled += taken;
            at += taken;
            left -= taken;
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.write(chunks.encrypt(plain, filled, true));
            out.flush();
        }
    }
}
