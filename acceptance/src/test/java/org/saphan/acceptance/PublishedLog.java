package org.saphan.acceptance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A site's log as any C2SP `tlog-tiles` client reads it.
///
/// @param site base URL of the public listener
record PublishedLog(String site) {

    private static final int TILE = 256;

    long size() {
        var lines = Call.get(site + "/log/checkpoint").send().text().split("\n");
        return Long.parseLong(lines[1]);
    }

    /// The leaves under the newest head, in their order.
    List<String> leaves() {
        var leaves = new ArrayList<String>();
        long size = size();
        for (long tile = 0; tile * TILE < size; tile++) {
            int width = (int) Math.min(TILE, size - tile * TILE);
            leaves.addAll(bundle(tile, width));
        }
        return leaves;
    }

    private List<String> bundle(long tile, int width) {
        var path = "%03d".formatted(tile % 1000);
        for (long rest = tile / 1000; rest > 0; rest /= 1000) {
            path = "x%03d/%s".formatted(rest % 1000, path);
        }
        var partial = width == TILE ? "" : ".p/" + width;
        var answer = Call.get(site + "/log/tile/entries/" + path + partial).send();
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        var bytes = ByteBuffer.wrap(answer.body());
        var leaves = new ArrayList<String>();
        while (bytes.hasRemaining()) {
            var leaf = new byte[bytes.getShort() & 0xffff];
            bytes.get(leaf);
            leaves.add(new String(leaf, StandardCharsets.UTF_8));
        }
        return leaves;
    }

    /// The ids of all exchanges in it.
    List<String> exchanges() {
        return exchangeLeaves().stream().map(PublishedLog::idOf).toList();
    }

    /// The leaves of all exchanges by their ids. Each is there once.
    Map<String, Receipt> exchangesById() {
        var byId = new LinkedHashMap<String, Receipt>();
        for (var leaf : exchangeLeaves()) {
            if (byId.put(idOf(leaf), leaf) != null) {
                throw new AssertionError("two leaves of the exchange " + idOf(leaf));
            }
        }
        return byId;
    }

    private List<Receipt> exchangeLeaves() {
        return leaves().stream()
                .filter(leaf -> leaf.startsWith("saphan.org/exchange/v1\n"))
                .map(leaf -> new Receipt(leaf.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static String idOf(Receipt leaf) {
        return leaf.section("request").value("exchange");
    }
}
