/// Sources: a table or view of a member's database, published as a service without code.
///
/// 1. [TableSource]: what the operator registered; where it is, and what may be seen of it.
/// 2. [Tables]: the front. Inspects at registration, answers ever after.
/// 3. [Inspection]: what is checked before anything is published: the account, the table, the columns.
/// 4. [Table]: one published table at work: its few connections, its two statements, its answers.
/// 5. [Column]: how a value is asked for and how it is written as JSON.
///
/// Three rules hold throughout. Names come from the operator and are quoted; what a caller sends is
/// only ever a bound value. The account may not write, and is asked again at every start. No SQL text,
/// value or password reaches a log or an error; of a database's error only its SQLSTATE is told.
@org.jspecify.annotations.NullMarked
package org.saphan.sources;
