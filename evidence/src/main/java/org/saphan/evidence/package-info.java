/// Evidence: the append-only log of what this node promised, and proof that it did.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence;
