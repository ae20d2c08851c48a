import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Running statistics of a key, a result an event. */
public class Statistics extends KeyedProcessFunction<String, Alarm, String> {
    private transient ValueState<Figures> state;

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("figures", Figures.class));
    }

    @Override
    public void processElement(Alarm alarm, Context context, Collector<String> out) throws Exception {
        Figures known = state.value();
        Figures figures = (known == null ? new Figures() : known).add(alarm);
        state.update(figures);
        out.collect(Results.statistics(alarm.station, alarm.sensor, alarm.alarm, figures));
    }
}
