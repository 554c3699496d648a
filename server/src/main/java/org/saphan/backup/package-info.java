/// Backup: everything that makes a site, in one encrypted file, taken while the site runs; and back.
///
/// Read in this order:
///
/// 1. [Backup] — what is taken, in which order, and why the result is consistent.
/// 2. [Restore] — checked to its last byte before anything is written.
/// 3. [SealedOutput] and [SealedInput] — the file: AES-256-GCM in numbered chunks.
/// 4. [LogCopy] and [Tables] — how a log and a database are copied while they are written.
///
/// The order is what makes it consistent: the database first and the log after it, because the log
/// leads and the index follows. `docs/operations.md` has the format.
@org.jspecify.annotations.NullMarked
package org.saphan.backup;
