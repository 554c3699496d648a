package org.saphan.kernel.http;

import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;

/// What another server answered, whole.
public record Answer(int status, List<Header> headers, Bytes body) {

    public Answer {
        headers = List.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return headers.stream().filter(header -> header.is(name)).map(Header::value).findFirst();
    }

    @Override
    public String toString() {
        return "answer " + status + " of " + body.size() + " bytes (withheld)";
    }
}
