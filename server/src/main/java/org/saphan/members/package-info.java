/// Members: who belongs to the exchange, with which keys, and who may act.
@org.jspecify.annotations.NullMarked
package org.saphan.members;
