/// The log: an append-only Merkle tree on disk, its signed heads, and those who watch it.
///
/// Read in this order:
///
/// 1. [Log]: the only writer. Reserve room, append, sign heads, prove.
/// 2. [Journal]: where a leaf first becomes durable, in batches behind commit marks.
/// 3. [Archive] and [Tiles]: the same leaves as others read them, in the layout of C2SP `tlog-tiles`.
/// 4. [Tree]: RFC 6962 hashing over both, and the proofs.
/// 5. [Checkpoint] with [NoteKey] and [NoteSigner]: a head as the log signed it and witnesses saw it.
/// 6. [LogAudit]: checks a whole directory from outside.
/// 7. [Disk]: the durable bytes underneath, and the promises that they must keep.
///
/// Two rules hold throughout. A head is signed over durable leaves alone and is durable before anybody
/// sees it. When a write fails, nobody knows whether it took effect: the log stops, and opening it again
/// finds out.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.log;
