/// The words without a domain: identifiers, problems, limits, JSON, time-ordered ids.
///
/// 1. [MemberId], [SystemId], [ServiceId]: who and what, as agreements and trust lists name them.
/// 2. [Problem]: the one exception that reaches a caller.
/// 3. [Limits]: every bound of a site in one place.
/// 4. [Bugs]: where what went wrong is logged, without what was sent.
/// 5. [Json]: documents in and out, strict about what it does not know.
///
/// The listeners live in `http`, the database in `sql`. A type comes here when three domains need
/// it and its name contains no word of any domain.
@org.jspecify.annotations.NullMarked
package org.saphan.kernel;
