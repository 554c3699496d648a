/// Notary: this site's evidence as it runs: the log, the private index beside it, receipts, witnesses.
@org.jspecify.annotations.NullMarked
package org.saphan.notary;
