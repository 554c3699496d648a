package org.saphan.members;

import java.net.URI;
import java.util.regex.Pattern;
import org.saphan.kernel.Problem;

/// Where a site is reached. Every other site calls there, so that what nobody could call never stands
/// on a list.
///
/// @param publicBase base URL of the public listener
/// @param peers      `host:port` of the peers listener
record Addresses(URI publicBase, String peers) {

    private static final int MAX_BASE = 300;
    private static final int MAX_PORT = 65_535;
    private static final Pattern PEERS = Pattern.compile("[A-Za-z0-9.-]{1,253}:([1-9][0-9]{0,4})");

    Addresses {
        if (!isBase(publicBase) || !isPeers(peers)) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "publicBase must be a plain http or https URL and peers host:port");
        }
    }

    private static boolean isBase(URI base) {
        return ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
                && base.getHost() != null
                && base.getRawUserInfo() == null
                && base.getRawQuery() == null
                && base.getRawFragment() == null
                && base.getPort() <= MAX_PORT
                && base.toString().length() <= MAX_BASE
                && base.toString().equals(base.toASCIIString());
    }

    private static boolean isPeers(String peers) {
        var matcher = PEERS.matcher(peers);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) <= MAX_PORT;
    }
}
