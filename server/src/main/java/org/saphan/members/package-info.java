/// Members: who belongs to the exchange, with which keys, and who may act.
///
/// Read in this order:
///
/// 1. [Members]: the front. The trust list in force, our members' seals, the accounts of callers.
/// 2. [TrustList] and [TrustText]: what the hub seals, checked once and then only looked up.
/// 3. [Joining] and [Founding]: how a site comes to its certificates; how a hub is made.
/// 4. [Hub] with [Registry] and [Authority]: admits, certifies, suspends, issues the next list.
/// 5. [SiteKeys]: the private keys, as files; nothing else in the program reads them.
///
/// Two rules hold throughout. Trust is what the root signed, never who brought it. A list that would
/// take an earlier one back is refused.
@org.jspecify.annotations.NullMarked
package org.saphan.members;
