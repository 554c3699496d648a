/// Time: RFC 3161 timestamps over signed heads, by an authority whose certificate the root signed.
///
/// 1. [Timestamps]: asks, and checks what comes back; `openssl ts` can do the same.
/// 2. [TimestampAuthority]: the hub's side.
///
/// A timestamp says that a head existed then. It is over heads and never over single records.
@org.jspecify.annotations.NullMarked
package org.saphan.evidence.time;
