/// Kernel: http, sql, json, ids, problems and limits. Words without a domain.
@org.jspecify.annotations.NullMarked
package org.saphan.kernel;
