import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** An alert for each window of a key that holds more than five active alarms. */
public class Often extends ProcessWindowFunction<Often.Count, String, String, TimeWindow> {
    private static final int THRESHOLD = 5;
    private static final DateTimeFormatter ISO =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** What a window keeps of a key. */
    public static class Count {
        public long station;
        public long sensor;
        public long alarm;
        public long active;
    }

    /** Counts active alarms one by one, so that a window keeps a number and no events. */
    public static class Counting implements AggregateFunction<Alarm, Count, Count> {
        @Override
        public Count createAccumulator() {
            return new Count();
        }

        @Override
        public Count add(Alarm alarm, Count count) {
            count.station = alarm.station;
            count.sensor = alarm.sensor;
            count.alarm = alarm.alarm;
            count.active++;
            return count;
        }

        @Override
        public Count getResult(Count count) {
            return count;
        }

        @Override
        public Count merge(Count a, Count b) {
            a.active += b.active;
            return a;
        }
    }

    @Override
    public void process(String key, Context context, Iterable<Count> counts, Collector<String> out) {
        Count count = counts.iterator().next();
        if (count.active <= THRESHOLD) return;
        TimeWindow window = context.window();
        out.collect("{\"Message Type\":\"Window Streaming Analytics\",\"Content\":{\"Station\":" + count.station
            + ",\"Sensor\":" + count.sensor + ",\"Alarm\":" + count.alarm
            + ",\"Message\":\"Alarm often gets triggered!\",\"Window start\":\"" + iso(window.getStart())
            + "\",\"Window end\":\"" + iso(window.getEnd()) + "\",\"Active alarms counter\":" + count.active + "}}");
    }

    private static String iso(long time) {
        return ISO.format(Instant.ofEpochMilli(time));
    }
}
