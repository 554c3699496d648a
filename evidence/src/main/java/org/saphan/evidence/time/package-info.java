/// Timestamps (RFC 3161) over checkpoints.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.time;
