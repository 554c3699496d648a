package org.saphan.evidence.log;

import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// A leaf, and what the node keeps beside it for itself: salts, an index key. Only the leaf is hashed
/// into the tree, so that the side can be destroyed one day and every proof still holds.
record Entry(Bytes leaf, Bytes side) {

    /// C2SP `tlog-tiles` gives an entry's length two bytes.
    static final int MAX_LEAF = 65_535;

    static final int MAX_SIDE = 8 << 10;

    Entry {
        if (leaf.size() > MAX_LEAF) {
            throw new MalformedText("leaf", "longer than " + MAX_LEAF + " bytes");
        }
        if (side.size() > MAX_SIDE) {
            throw new MalformedText("side", "longer than " + MAX_SIDE + " bytes");
        }
    }

    int size() {
        return leaf.size() + side.size();
    }
}
