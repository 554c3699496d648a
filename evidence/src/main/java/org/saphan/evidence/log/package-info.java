/// The log: an append-only Merkle tree on disk, its signed heads, and those who watch it.
///
/// 1. [Checkpoint] with [NoteKey] and [NoteSigner]: a head as the log signed it and witnesses saw it.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.log;
