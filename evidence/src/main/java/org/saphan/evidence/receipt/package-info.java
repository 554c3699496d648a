/// Receipts.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.receipt;
