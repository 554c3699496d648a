/// Who is calling: how an information system proves itself to its own node.
///
/// Read in this order:
///
/// 1. [Callers]: the front. One request in, one proof out; the first way that the caller uses decides.
/// 2. [Credential] and [Credentials]: a certificate or an issuer's client, and whose it is.
/// 3. [Tokens]: JSON Web Tokens of a member's own issuer, checked against its published keys.
/// 4. [CallerRoutes]: the operator's door to register and forget.
///
/// The rule throughout: a proof that was shown and does not hold is never replaced by a weaker one.
@org.jspecify.annotations.NullMarked
package org.saphan.callers;
