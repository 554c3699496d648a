/// Receipts: self-contained proof of one exchange, and the checking of it without trusting anybody.
///
/// 1. [Receipt]: one file with everything that the proof needs.
/// 2. [Anchor]: the little that a checker must hold beforehand.
/// 3. [Verifier]: judges part by part; [Verdict] is what it finds.
/// 4. [Main]: the same as a program of its own; [VerifyCommand] is what it prints.
///
/// One rule holds throughout: a part that cannot be checked is never called good.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.receipt;
