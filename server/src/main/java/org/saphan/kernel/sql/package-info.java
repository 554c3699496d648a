/// The database: PostgreSQL, embedded under our own supervisor or from outside.
///
/// 1. [Database]: transactions in, records out; each room's migrations beside its code.
/// 2. [Acts]: the outbox that ties what is committed to the evidence log.
/// 3. [Postgres]: the embedded server, its one owner, its user, its orphans.
@org.jspecify.annotations.NullMarked
package org.saphan.kernel.sql;
