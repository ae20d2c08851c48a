import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Both analytics at their defaults on Kafka Streams, exactly once: lines on the topic `in`, whose keys are the alarms', results on
 * `out`. Arguments: bootstrap server, application id, threads, folder for state.
 */
public class AlarmStreams {
    /** Event time; a wrong line's is that of its partition. */
    public static class EventTime implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            Alarm alarm = Alarm.parse((String) record.value());
            return alarm == null ? Math.max(0, partitionTime) : alarm.time;
        }
    }

    static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Alarm> alarms = builder
            .stream("in", Consumed.with(Serdes.String(), Serdes.String()))
            .mapValues(Alarm::parse)
            .filter((key, alarm) -> alarm != null);
        // Without a cache each event has its result.
        alarms.groupByKey(Grouped.keySerde(Serdes.String()))
            .aggregate(Figures::new, (key, alarm, figures) -> figures.add(alarm),
                Materialized.<String, Figures, KeyValueStore<Bytes, byte[]>>as("figures")
                    .withKeySerde(Serdes.String()).withValueSerde(figures()).withCachingDisabled())
            .toStream()
            .mapValues((key, figures) -> {
                long[] ids = ids(key);
                return Results.statistics(ids[0], ids[1], ids[2], figures);
            })
            .to("out", Produced.with(Serdes.String(), Serdes.String()));
        alarms.filter((key, alarm) -> alarm.active)
            .groupByKey(Grouped.keySerde(Serdes.String()))
            .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(60), Duration.ofSeconds(10)).advanceBy(Duration.ofSeconds(5)))
            .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("often").withKeySerde(Serdes.String()))
            .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
            .toStream()
            .filter((window, count) -> count > 5)
            .map((window, count) -> {
                long[] ids = ids(window.key());
                return KeyValue.pair(window.key(),
                    Results.often(ids[0], ids[1], ids[2], window.window().start(), window.window().end(), count));
            })
            .to("out", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, args[1]);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, args[2]);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, args[3]);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, EventTime.class);
        properties.put("auto.offset.reset", "earliest");
        KafkaStreams streams = new KafkaStreams(topology(), properties);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close(Duration.ofSeconds(10));
            ended.countDown();
        }));
        streams.start();
        ended.await();
    }

    private static long[] ids(String key) {
        int first = key.indexOf('-');
        int second = key.indexOf('-', first + 1);
        return new long[] {
            Long.parseLong(key, 0, first, 10),
            Long.parseLong(key, first + 1, second, 10),
            Long.parseLong(key, second + 1, key.length(), 10),
        };
    }

    private static Serde<Figures> figures() {
        return Serdes.serdeFrom(
            (topic, figures) -> figures == null ? null : ByteBuffer.allocate(40)
                .putLong(figures.events).putLong(figures.active)
                .putDouble(figures.minimum).putDouble(figures.maximum).putDouble(figures.sum).array(),
            (topic, bytes) -> {
                if (bytes == null) return null;
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                Figures figures = new Figures();
                figures.events = buffer.getLong();
                figures.active = buffer.getLong();
                figures.minimum = buffer.getDouble();
                figures.maximum = buffer.getDouble();
                figures.sum = buffer.getDouble();
                return figures;
            });
    }
}
