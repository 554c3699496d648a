/// HTTP in and out, on Vert.x.
///
/// 1. [Routes]: a domain lists its routes in one table.
/// 2. [Request] and [Reply]: what a handler sees and says, whole and held within limits.
/// 3. [Listener]: one server socket: limits, TLS, problems, one log line a request. An [Arrival] is one
///    request on its way, a [Visit] one connection and what it is waited for.
/// 4. [HttpCaller]: calls others, over pooled connections, with [Call] in and [Outcome] out.
///
/// Handlers block, each on its own virtual thread. No target, header value or body is ever logged.
@org.jspecify.annotations.NullMarked
package org.saphan.kernel.http;
