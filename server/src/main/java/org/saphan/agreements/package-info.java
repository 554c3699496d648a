/// Agreements: what two members signed, and the access that it opens.
///
/// Read in this order:
///
/// 1. [Agreements]: the front. Installs a sealed text, ends it, answers what is granted.
/// 2. [Grants]: the only thing that the gateway asks; a look-up and a few comparisons.
/// 3. [Grant] and [PathTemplate]: one clause of one agreement, ready for comparing.
/// 4. [Notice]: how either party, or the hub, suspends and ends.
/// 5. [Odrl]: the same agreement for machines that are not ours.
///
/// Two rules hold throughout. What the text does not say is not granted. Closing comes first: an
/// agreement that somebody ended is closed here before anybody else is told.
@org.jspecify.annotations.NullMarked
package org.saphan.agreements;
