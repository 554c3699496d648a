/// Test vectors: everything that a verifier in another language needs, and the tests that keep it true.
///
/// 1. [VectorsWriter]: makes the files of `src/test/resources/vectors`; its main writes them.
/// 2. [TextVectors], [SealVectors], [ProofVectors], [NoteVectors], [TileVectors], [TimestampVectors],
///    [ReceiptVectors]: one file each, with the expectations written by hand.
/// 3. [Lines], [Schema], [Draft], [Stamp] and [Keys]: the formats written down a second time; nothing here
///    uses the writers of the module.
/// 4. [VectorsTest]: runs every vector against the module, and compares the files with the writer.
/// 5. [ExamplesInDocsTest]: the page that describes all this says what the code does.
///
/// Everything is deterministic: keys come from their names, times are fixed, ECDSA is RFC 6979's.
/// `docs/evidence.md` describes the files for those who use them.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.vectors;
