/// Evidence: the append-only log of what this node promised, and proof that it did.
///
/// Read in this order:
///
/// 1. [Text] and [Bytes]: the one form that everything signed has; one encoding only.
/// 2. [Statement] in its three kinds, with [Salts] beside it: what a node stands for, and nothing
///    that could be guessed.
/// 3. [Seal] and [Sealer]: a member's signature over a batch of statements.
/// 4. [Leaf]: what the log holds. [AgreementText]: what allowed it.
///
/// Two rules hold throughout. Bytes are signed as received and stored as signed; nothing is
/// re-serialised on the way. Once a receipt leaves the node, every later checkpoint contains it.
///
/// Every byte is described in `docs/evidence.md`.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence;
