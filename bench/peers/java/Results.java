import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The results' shapes. */
final class Results {
    private static final DateTimeFormatter ISO =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Results() {}

    static String statistics(long station, long sensor, long alarm, Figures figures) {
        return new StringBuilder(256)
            .append("{\"Message Type\":\"Global Streaming Analytics\",\"Content\":{\"Station\":").append(station)
            .append(",\"Sensor\":").append(sensor)
            .append(",\"Alarm\":").append(alarm)
            .append(",\"Events counter\":").append(figures.events)
            .append(",\"Active alarms counter\":").append(figures.active)
            .append(",\"Minimum value\":").append(Numbers.text(figures.minimum))
            .append(",\"Maximum value\":").append(Numbers.text(figures.maximum))
            .append(",\"Mean value\":").append(Numbers.text(figures.sum / figures.events))
            .append("}}")
            .toString();
    }

    static String often(long station, long sensor, long alarm, long start, long end, long active) {
        return "{\"Message Type\":\"Window Streaming Analytics\",\"Content\":{\"Station\":" + station
            + ",\"Sensor\":" + sensor + ",\"Alarm\":" + alarm
            + ",\"Message\":\"Alarm often gets triggered!\",\"Window start\":\"" + iso(start)
            + "\",\"Window end\":\"" + iso(end) + "\",\"Active alarms counter\":" + active + "}}";
    }

    /** @param total wrong lines so far, with this one. */
    static String wrong(String line, long total) {
        String quoted = line.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"Message Type\":\"DeserializationError\",\"Content\":{\"Error line\":\"" + quoted
            + "\",\"Total number of errors\":" + total + "}}";
    }

    private static String iso(long time) {
        return ISO.format(Instant.ofEpochMilli(time));
    }
}
