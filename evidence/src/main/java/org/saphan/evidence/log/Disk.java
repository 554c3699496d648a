package org.saphan.evidence.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.saphan.evidence.Bytes;

/// The durable bytes underneath the log, and the promises that they must keep. A port, so that tests
/// can break every write before and after it takes effect.
public interface Disk {

    /// Every durable write there is. A new one is a new pair of rows in the fault table.
    enum Write {
        /// Which log lives in this directory; once.
        IDENTITY,
        /// A fresh, zero-filled journal file.
        JOURNAL,
        /// Leaves with their private sides, and the commit mark behind them.
        BATCH,
        /// 256 leaves in the form in which others read them.
        ENTRIES,
        /// Their 256 private sides.
        SIDES,
        /// 256 hashes of one level of the tree.
        TILE,
        /// The newest signed head.
        CHECKPOINT,
        /// What a witness has seen of one log.
        WITNESS
    }

    /// Puts a whole file in place, or leaves what was there. Returns when either is durable.
    void replace(Write write, Path file, Bytes content) throws IOException;

    /// Opens a file of exactly this size, made of zeros when it is new.
    Slab slab(Path file, int size) throws IOException;

    /// Free space for the directory's owner.
    long usableBytes(Path directory) throws IOException;

    /// A file that never grows, so that making a write durable moves no metadata.
    interface Slab extends Closeable {

        /// Returns when the bytes are durable. When it throws, nobody knows whether they are.
        void write(Write write, ByteBuffer bytes, int at) throws IOException;

        Bytes read() throws IOException;
    }
}
