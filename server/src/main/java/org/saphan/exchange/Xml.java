package org.saphan.exchange;

/// The little XML that this door writes. It reads none.
final class Xml {

    private Xml() {}

    static void element(StringBuilder xml, String name, String text) {
        xml.append('<').append(name).append('>');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                default -> xml.append(c);
            }
        }
        // An end tag is the name alone, without the attributes that a start tag may have.
        xml.append("</").append(name.split(" ", 2)[0]).append('>');
    }
}
