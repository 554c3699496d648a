package org.saphan.evidence.vectors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.saphan.evidence.Bytes;

/// A text as a list of lines and sections that can be changed at will, also into what no reader takes.
///
/// @param first the line that names the format
record Lines(String first, List<Item> items) {

    /// @param colon   what stands between name and value
    /// @param content of a section
    record Item(String name, String colon, String value, Optional<Bytes> content) {

        Item(String name, String value, Optional<Bytes> content) {
            this(name, ": ", value, content);
        }

        Bytes bytes() {
            return Bytes.utf8(name + colon + value + "\n").concat(content.orElse(Bytes.empty()));
        }
    }

    Lines {
        items = List.copyOf(items);
    }

    static Lines of(String format) {
        return new Lines(format, List.of());
    }

    Lines line(String name, Object value) {
        return insert(items.size(), name, value);
    }

    Lines section(String name, Bytes content) {
        return edited(all -> all.add(new Item(name, content.size() + "", Optional.of(content))));
    }

    Lines insert(int index, String name, Object value) {
        return edited(all -> all.add(index, new Item(name, written(value), Optional.empty())));
    }

    private static String written(Object value) {
        return switch (value) {
            case Bytes bytes -> bytes.base64();
            case Instant time -> time(time);
            default -> value.toString();
        };
    }

    static String time(Instant time) {
        var text = time.toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }

    /// Before the first line of the other name.
    Lines before(String other, String name, Object value) {
        return insert(index(other, 0), name, value);
    }

    Lines set(String name, Object value) {
        return set(name, 0, value);
    }

    /// The nth line of this name.
    Lines set(String name, int nth, Object value) {
        return at(index(name, nth), old -> new Item(name, written(value), old.content()));
    }

    Lines content(String name, UnaryOperator<Bytes> edit) {
        return at(
                index(name, 0),
                old -> {
                    var fresh = edit.apply(old.content().orElseThrow());
                    return new Item(name, fresh.size() + "", Optional.of(fresh));
                });
    }

    Lines at(int index, UnaryOperator<Item> edit) {
        return edited(all -> all.set(index, edit.apply(all.get(index))));
    }

    Lines without(String name) {
        return without(index(name, 0));
    }

    Lines without(int index) {
        return edited(all -> all.remove(index));
    }

    Lines twice(int index) {
        return edited(all -> all.add(index, all.get(index)));
    }

    Lines swapped(int index) {
        return edited(all -> all.add(index, all.remove(index + 1)));
    }

    Lines called(String format) {
        return new Lines(format, items);
    }

    private Lines edited(java.util.function.Consumer<List<Item>> edit) {
        var all = new ArrayList<>(items);
        edit.accept(all);
        return new Lines(first, all);
    }

    int index(String name, int nth) {
        for (int i = 0, seen = 0; i < items.size(); i++) {
            if (items.get(i).name().equals(name) && seen++ == nth) {
                return i;
            }
        }
        throw new IllegalArgumentException("no line " + name + " " + nth);
    }

    String value(String name) {
        return items.get(index(name, 0)).value();
    }

    List<Bytes> values(String name) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .map(item -> Bytes.fromBase64(item.value()))
                .toList();
    }

    Bytes section(String name) {
        return items.get(index(name, 0)).content().orElseThrow();
    }

    Bytes bytes() {
        return items.stream().map(Item::bytes).reduce(Bytes.utf8(first + "\n"), Bytes::concat);
    }
}
