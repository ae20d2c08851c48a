import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** The work of `millrace run` with `global-statistics` and `alarm-window` at their defaults. Arguments: input, output, parallelism. */
public class AlarmJob {
    private static final OutputTag<String> WRONG = new OutputTag<>("wrong") {};

    /** Lines to alarms; wrong ones go aside. */
    public static class Parse extends ProcessFunction<String, Alarm> {
        private long wrong;

        @Override
        public void processElement(String line, Context context, Collector<Alarm> out) {
            Alarm alarm = Alarm.parse(line);
            if (alarm != null) {
                out.collect(alarm);
                return;
            }
            context.output(WRONG, Results.wrong(line, ++wrong));
        }
    }

    public static void main(String[] args) throws Exception {
        int parallelism = Integer.parseInt(args[2]);
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        env.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        env.getConfig().enableObjectReuse();

        FileSource<String> source =
            FileSource.forRecordStreamFormat(new TextLineInputFormat(), new Path(args[0])).build();
        // The events of a key stay in order: one reader, whatever the parallelism behind it.
        SingleOutputStreamOperator<Alarm> alarms = env
            .fromSource(source, WatermarkStrategy.noWatermarks(), "lines").setParallelism(1)
            .process(new Parse()).setParallelism(1)
            .assignTimestampsAndWatermarks(WatermarkStrategy
                .<Alarm>forBoundedOutOfOrderness(Duration.ofSeconds(10))
                .withTimestampAssigner((alarm, time) -> alarm.time)).setParallelism(1);
        DataStream<String> wrong = alarms.getSideOutput(WRONG);
        KeyedStream<Alarm, String> keyed = alarms.keyBy(alarm -> alarm.key);
        DataStream<String> statistics = keyed.process(new Statistics());
        DataStream<String> often = alarms.filter(alarm -> alarm.active).setParallelism(1).keyBy(alarm -> alarm.key)
            .window(SlidingEventTimeWindows.of(Duration.ofSeconds(60), Duration.ofSeconds(5)))
            .aggregate(new Often.Counting(), new Often());
        statistics.union(often, wrong).sinkTo(new Lines(args[1])).setParallelism(1);
        env.execute("alarms");
        summarize();
        // Threads of the mini cluster would keep the process.
        System.exit(0);
    }

    private static void summarize() throws IOException {
        double seconds = (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
        String[] stat = Files.readString(java.nio.file.Path.of("/proc/self/stat")).split("\\) ")[1].split(" ");
        double user = Long.parseLong(stat[11]) / 100.0;
        double system = Long.parseLong(stat[12]) / 100.0;
        long peak = Files.readAllLines(java.nio.file.Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).sum();
        System.out.println("{\"seconds\":" + seconds + ",\"userSeconds\":" + user + ",\"systemSeconds\":" + system
            + ",\"maxRssBytes\":" + peak + "}");
    }
}
