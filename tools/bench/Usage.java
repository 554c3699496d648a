import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// What processes have used, as Linux counts it. One that ended meanwhile counts nothing.
final class Usage {

    private static final double TICKS_PER_SECOND = 100;

    private Usage() {}

    static double cpuSeconds(List<ProcessHandle> processes) throws IOException {
        double ticks = 0;
        for (var process : processes) {
            var stat = read(process, "stat");
            if (!stat.isEmpty()) {
                // proc(5): behind the name in brackets, user and system time are 12th and 13th.
                var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                ticks += Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// Proportional: a page that several share counts once.
    static double residentBytes(List<ProcessHandle> processes) throws IOException {
        double bytes = 0;
        for (var process : processes) {
            bytes +=
                    read(process, "smaps_rollup")
                            .lines()
                            .filter(line -> line.startsWith("Pss:"))
                            .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1]) * 1_024)
                            .sum();
        }
        return bytes;
    }

    private static String read(ProcessHandle process, String name) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), name));
        } catch (NoSuchFileException ended) {
            return "";
        } catch (IOException e) {
            if (!process.isAlive()) {
                return "";
            }
            throw e;
        }
    }
}
