/// Notary: this site's evidence as it runs. Everybody who has something to prove comes here: the
/// exchange with its leaves, the rooms with their acts, parties and auditors for their receipts.
///
/// Read in this order:
///
/// 1. [Notary] — the front: room, record, act, tail. What it has answered is durable.
/// 2. [Index] — finds leaves again; follows the log in batches, in memory ahead of PostgreSQL.
/// 3. [Watch] — the outside: witnesses, timestamps, and our own witness door.
/// 4. [Receipts] — `GET /receipts/{id}`, and the log as anyone may read it.
/// 5. [Succession] — one log takes over from another after a restore.
///
/// Two rules hold throughout. The log leads and everything else follows: what the index, the heads
/// and the receipts say can be told again from the log. And no exchange waits for SQL or for another
/// site: both are asked afterwards, by steps that the site's loops call.
@org.jspecify.annotations.NullMarked
package org.saphan.notary;
