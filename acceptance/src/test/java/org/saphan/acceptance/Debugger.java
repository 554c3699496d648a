package org.saphan.acceptance;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds a running process of ours at one line of its source, by the JDK's own debugger. Nothing in the
/// process is written for it.
final class Debugger implements AutoCloseable {

    /// From a comment to the first line of the step that it numbers.
    private static final int NEAR = 12;

    private final VirtualMachine machine;

    private Debugger(VirtualMachine machine) {
        this.machine = machine;
    }

    static Debugger attach(int port) {
        var connector = connector();
        var arguments = connector.defaultArguments();
        set(arguments, "hostname", "127.0.0.1");
        set(arguments, "port", Integer.toString(port));
        try {
            return new Debugger(connector.attach(arguments));
        } catch (IOException | IllegalConnectorArgumentsException e) {
            throw new AssertionError("no debugger at port " + port, e);
        }
    }

    private static void set(Map<String, Connector.Argument> arguments, String name, String value) {
        Objects.requireNonNull(arguments.get(name), name).setValue(value);
    }

    private static AttachingConnector connector() {
        return Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
    }

    /// Everything stops there, also what would go on meanwhile.
    void stopAllAt(NumberedStep step) {
        stopAt(step, EventRequest.SUSPEND_ALL);
    }

    /// Only who comes there stops.
    void stopOneAt(NumberedStep step) {
        stopAt(step, EventRequest.SUSPEND_EVENT_THREAD);
    }

    private void stopAt(NumberedStep step, int whom) {
        var request = machine.eventRequestManager().createBreakpointRequest(location(step));
        request.setSuspendPolicy(whom);
        request.enable();
    }

    private Location location(NumberedStep step) {
        int comment = step.line();
        return machine.classesByName(step.type()).stream()
                .flatMap(type -> lines(type).stream())
                .filter(at -> at.lineNumber() > comment && at.lineNumber() < comment + NEAR)
                .min(
                        Comparator.comparingInt((Location at) -> at.lineNumber())
                                .thenComparingLong(at -> at.codeIndex()))
                .orElseThrow(() -> new AssertionError("no code for " + step));
    }

    private static List<Location> lines(ReferenceType type) {
        try {
            return type.allLineLocations();
        } catch (AbsentInformationException e) {
            throw new AssertionError("compiled without line numbers: " + type, e);
        }
    }

    /// Waits until somebody stands at the breakpoint.
    EventSet awaitStop(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            var events = next(left);
            if (events == null) {
                throw new AssertionError("nobody came to the breakpoint within " + longest);
            }
            if (events.stream().anyMatch(BreakpointEvent.class::isInstance)) {
                return events;
            }
            events.resume();
        }
    }

    private @Nullable EventSet next(long milliseconds) {
        try {
            return machine.eventQueue().remove(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Lets everybody go on, when there still is anybody.
    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // The process was killed, as it should be.
        }
    }
}
