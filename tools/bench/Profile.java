import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// Where the time of our process goes during one more run, as the JDK's flight recorder samples it
/// (by processor time, so that a thread in a system call counts too).
final class Profile {

    private static final int ROWS = 25;

    @FunctionalInterface
    interface Load {

        Object run() throws IOException, InterruptedException;
    }

    private Profile() {}

    static void record(long pid, Path directory, Load load)
            throws IOException, InterruptedException {
        var recording = directory.resolve("exchange.jfr");
        jdk(
                "jcmd",
                Long.toString(pid),
                "JFR.start",
                "name=bench",
                "settings=profile",
                "jdk.CPUTimeSample#enabled=true");
        load.run();
        jdk("jcmd", Long.toString(pid), "JFR.stop", "name=bench", "filename=" + recording);
        var text = new StringBuilder(stages(recording));
        for (var view : List.of("cpu-time-hot-methods", "allocation-by-class", "gc-pauses")) {
            text.append(jdk("jfr", "view", "--width", "140", view, recording.toString()));
        }
        var file = directory.resolve("exchange-profile.txt");
        Files.writeString(file, text);
        System.out.println(text);
        System.out.println("written to " + file);
    }

    private static String jdk(String tool, String... arguments)
            throws IOException, InterruptedException {
        var path = Path.of(System.getProperty("java.home"), "bin", tool).toString();
        var command = new ArrayList<>(List.of(path));
        command.addAll(List.of(arguments));
        return Processes.run(Path.of("/"), command);
    }

    /// Each sample counts for the class of ours that is nearest to it: the step that was at work.
    private static String stages(Path recording) throws IOException {
        var samples = new HashMap<String, Integer>();
        int all = 0;
        for (var event : RecordingFile.readAllEvents(recording)) {
            if (event.getEventType().getName().equals("jdk.CPUTimeSample")) {
                samples.merge(stage(event), 1, Integer::sum);
                all++;
            }
        }
        var text = new StringBuilder("Samples by the nearest class of ours, of " + all + "\n\n");
        double whole = Math.max(1, all);
        samples.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(ROWS)
                .forEach(
                        entry ->
                                text.append(
                                        "%6.2f %%  %s%n"
                                                .formatted(
                                                        100 * entry.getValue() / whole,
                                                        entry.getKey())));
        return text.append('\n').toString();
    }

    private static String stage(RecordedEvent sample) {
        return Optional.ofNullable(sample.getStackTrace()).stream()
                .flatMap(stack -> stack.getFrames().stream())
                .filter(RecordedFrame::isJavaFrame)
                .map(frame -> frame.getMethod().getType().getName())
                .filter(name -> name.startsWith("org.saphan."))
                .map(name -> name.replaceFirst("[$].*", ""))
                .findFirst()
                .orElse("(none: network, TLS between sites, timers)");
    }
}
