/// Exchange: one agency asks another, both decide, and both keep proof.
///
/// One exchange, in the order in which it happens:
///
/// 1. [XRoadDoor]: the X-Road REST edge; who calls, which service, which headers.
/// 2. [Gateway]: the consumer's side. Decides, seals the request, sends it, checks the answer, records.
/// 3. [Envelope]: what travels between two nodes, and what is checked about it.
/// 4. [Provider]: the provider's side. Checks, decides again on the same grant, calls the service,
///    drops the fields that were not granted, seals, records.
/// 5. [FieldFilter]: the only code that looks into an answer.
///
/// Three rules hold throughout. Neither side trusts the other's care. Nothing is answered before its
/// leaf is durable. No target, body, person or key is ever written to a log or an error.
@org.jspecify.annotations.NullMarked
package org.saphan.exchange;
