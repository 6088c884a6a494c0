package io.ckpi.funnel.attribution;

import io.ckpi.funnel.CaseLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** The example journeys of the R package ChannelAttribution, read from the data folder. */
final class PathData {

    private PathData() {}

    static TouchPaths read() throws IOException {
        List<String> lines =
                Files.readAllLines(CaseLines.data("channelattribution-pathdata/PathData.csv"), StandardCharsets.UTF_8);
        TouchPaths.Builder paths = TouchPaths.builder();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.replace("\"", "").split(",");
            paths.add(
                    List.of(fields[0].split(" > ")),
                    Long.parseLong(fields[1]),
                    Double.parseDouble(fields[2]),
                    Long.parseLong(fields[3]));
        }
        return paths.build();
    }
}
