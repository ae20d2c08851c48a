import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** An alert for each window of a key that holds more than five active alarms. */
public class Often extends ProcessWindowFunction<Often.Count, String, String, TimeWindow> {
    private static final int THRESHOLD = 5;

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
        out.collect(Results.often(count.station, count.sensor, count.alarm, window.getStart(), window.getEnd(), count.active));
    }
}
