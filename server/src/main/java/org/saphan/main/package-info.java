/// Main: wiring, configuration, and the command line.
///
/// 1. [Main]: the commands.
/// 2. [Site]: one site on one page; what exists, what it needs, in which order it starts.
/// 3. [Config]: what an operator decides, checked before anything starts.
/// 4. [Process] and [Loops]: what the sites of one process share; their background work.
/// 5. [Demo]: the newcomer's story, told with the operators' own commands.
@org.jspecify.annotations.NullMarked
package org.saphan.main;
