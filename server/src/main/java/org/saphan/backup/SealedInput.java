package org.saphan.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/// Decrypts a backup, chunk by chunk: a byte is given only when its chunk is what was written there.
final class SealedInput extends InputStream {

    private final BufferedInputStream in;
    private final Chunks chunks;
    private byte[] plain = new byte[0];
    private int at = 0;
    private boolean last = false;

    SealedInput(InputStream raw, BackupKey key) throws IOException {
        this.in = new BufferedInputStream(raw, 1 << 16);
        if (!Arrays.equals(in.readNBytes(Chunks.FORMAT.length), Chunks.FORMAT)) {
            throw new IOException("this file is not a backup of saphan");
        }
        var salt = in.readNBytes(Chunks.SALT);
        this.chunks = new Chunks(key, salt);
        if (!MessageDigest.isEqual(in.readNBytes(Chunks.MAC), chunks.mac())) {
            throw new IOException(
                    "this key does not open this backup, or its first bytes are damaged");
        }
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : plain[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int given = Math.min(length, plain.length - at);
        System.arraycopy(plain, at, into, from, given);
        at += given;
        return given;
    }

    private boolean isAtEnd() throws IOException {
        while (at == plain.length && !last) {
            var sealed = in.readNBytes(Chunks.PLAIN + Chunks.TAG);
            last = !hasMore();
            try {
                plain = chunks.decrypt(sealed, sealed.length, last);
            } catch (GeneralSecurityException e) {
                throw new IOException("the backup is damaged, or its end is missing", e);
            }
            at = 0;
        }
        return at == plain.length;
    }

    private boolean hasMore() throws IOException {
        in.mark(1);
        boolean more = in.read() >= 0;
        in.reset();
        return more;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
