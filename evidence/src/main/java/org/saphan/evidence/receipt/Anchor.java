package org.saphan.evidence.receipt;

import org.saphan.evidence.Bytes;

/// Skeleton.
public record Anchor(String instance, Bytes root) {}
