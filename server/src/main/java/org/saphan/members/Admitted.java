package org.saphan.members;

import org.saphan.kernel.MemberId;

/// A member as the hub's operator admits it.
public record Admitted(MemberId id, String nameTh, String nameEn) {}
