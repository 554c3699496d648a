/// Black box: the packaged server, seen through its command line, its HTTP doors and its files.
///
/// Read in this order:
///
/// 1. [NewcomerTest] — what somebody sees who starts the demo for the first time.
/// 2. [RunningDemo] — three sites in one process, shared by every test that leaves it as it was.
/// 3. [ThreeSites] — the same three sites as three processes, for what happens when one of them dies.
/// 4. [Saphan] — the program itself, started through the script at the root of the repository.
///
/// Nothing here knows a class of the server. What a receipt says is read from its text, and seals and
/// timestamps are checked with `openssl`, because that is all a stranger has.
@NullMarked
package org.saphan.acceptance;

import org.jspecify.annotations.NullMarked;
