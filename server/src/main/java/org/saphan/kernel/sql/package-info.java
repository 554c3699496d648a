/// The database: PostgreSQL, embedded under our own supervisor or from outside.
@org.jspecify.annotations.NullMarked
package org.saphan.kernel.sql;
