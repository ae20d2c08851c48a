import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Running statistics of a key, a result an event. */
public class Statistics extends KeyedProcessFunction<String, Alarm, String> {
    /** What is kept of a key. */
    public static class Figures {
        public long events;
        public long active;
        public double minimum = Double.POSITIVE_INFINITY;
        public double maximum = Double.NEGATIVE_INFINITY;
        public double sum;
    }

    private transient ValueState<Figures> state;

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("figures", Figures.class));
    }

    @Override
    public void processElement(Alarm alarm, Context context, Collector<String> out) throws Exception {
        Figures figures = state.value();
        if (figures == null) figures = new Figures();
        figures.events++;
        if (alarm.active) figures.active++;
        figures.minimum = Math.min(figures.minimum, alarm.value);
        figures.maximum = Math.max(figures.maximum, alarm.value);
        figures.sum += alarm.value;
        state.update(figures);
        StringBuilder json = new StringBuilder(256);
        json.append("{\"Message Type\":\"Global Streaming Analytics\",\"Content\":{\"Station\":").append(alarm.station)
            .append(",\"Sensor\":").append(alarm.sensor)
            .append(",\"Alarm\":").append(alarm.alarm)
            .append(",\"Events counter\":").append(figures.events)
            .append(",\"Active alarms counter\":").append(figures.active)
            .append(",\"Minimum value\":").append(Numbers.text(figures.minimum))
            .append(",\"Maximum value\":").append(Numbers.text(figures.maximum))
            .append(",\"Mean value\":").append(Numbers.text(figures.sum / figures.events))
            .append("}}");
        out.collect(json.toString());
    }
}
