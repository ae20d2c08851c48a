import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A customer's two ends on Kafka. Its first argument says what to do, the second is the bootstrap server. */
public class Customer {
    private static final String STATISTICS = "{\"Message Type\":\"Global";

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "fill" -> {
                fill(args[1], Integer.parseInt(args[2]), args[3]);
                System.out.println("{}");
            }
            case "watch" -> watch(args[1], Long.parseLong(args[2]));
            case "collect" -> collect(args[1], args[2]);
            case "load" -> load(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Makes the topics `in` and `out`, and sends the lines of a file. */
    private static void fill(String server, int partitions, String file) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server))) {
            Map<String, String> stamped = Map.of("message.timestamp.type", "LogAppendTime");
            admin.createTopics(List.of(
                new NewTopic("in", partitions, (short) 1),
                new NewTopic("out", partitions, (short) 1).configs(stamped))).all().get();
        }
        if (file.isEmpty()) return;
        try (KafkaProducer<String, String> producer = producer(server, 20);
                BufferedReader lines = Files.newBufferedReader(Path.of(file))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                producer.send(new ProducerRecord<>("in", keyOf(line), line));
        }
    }

    /** Says `first` when there is a result, and `last` when there are `events` at least and no more have come for a while. */
    private static void watch(String server, long events) throws Exception {
        try (KafkaConsumer<String, String> consumer = consumer(server, "read_uncommitted")) {
            Set<TopicPartition> partitions = partitionsOf(consumer);
            long before = 0;
            int same = 0;
            for (;;) {
                long end = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
                if (before == 0 && end > 0) System.out.println("first");
                same = end == before ? same + 1 : 0;
                if (end >= events && same == 0) System.out.println("more");
                if (end >= events && same == 30) break;
                before = end;
                Thread.sleep(100);
            }
            System.out.println("last");
        }
    }

    /** Writes all results into a file; says how many there are, and from when to when they were stored. */
    private static void collect(String server, String file) throws Exception {
        try (KafkaConsumer<String, String> consumer = consumer(server, "read_committed");
                BufferedWriter out = Files.newBufferedWriter(Path.of(file))) {
            Set<TopicPartition> partitions = partitionsOf(consumer);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long first = Long.MAX_VALUE;
            long last = 0;
            long count = 0;
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    first = Math.min(first, record.timestamp());
                    last = Math.max(last, record.timestamp());
                    count++;
                    out.write(record.value());
                    out.write('\n');
                }
            }
            System.out.println("{\"results\":" + count + ",\"milliseconds\":" + (last - first) + "}");
        }
    }

    /** Sends lines at a rate for some seconds, after others that don't count; says how long each took to its result. */
    private static void load(String server, String file, int rate, int seconds, int warmUp) throws Exception {
        Map<String, ArrayDeque<Long>> sent = new ConcurrentHashMap<>();
        AtomicLong waiting = new AtomicLong();
        double[] received = new double[rate * (seconds + 2)];
        int[] count = {0};
        boolean[] warm = {false};
        boolean[] ended = {false};
        Thread taker = new Thread(() -> {
            try (KafkaConsumer<String, String> consumer = consumer(server, "read_committed")) {
                consumer.seekToEnd(partitionsOf(consumer));
                partitionsOf(consumer).forEach(consumer::position);
                waiting.set(0);
                while (!ended[0]) {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                        if (!record.value().startsWith(STATISTICS)) continue;
                        ArrayDeque<Long> times = sent.get(record.key());
                        long at;
                        synchronized (times) {
                            at = times.removeFirst();
                        }
                        waiting.decrementAndGet();
                        if (warm[0] && count[0] < received.length) received[count[0]++] = (System.nanoTime() - at) / 1e6;
                    }
                }
            }
        });
        waiting.set(1);
        taker.start();
        while (waiting.get() > 0) Thread.sleep(20);
        try (KafkaProducer<String, String> producer = producer(server, 0);
                BufferedReader lines = Files.newBufferedReader(Path.of(file))) {
            // Until the program answers.
            send(producer, lines.readLine(), sent, waiting);
            while (waiting.get() > 0) Thread.sleep(20);
            long began = System.nanoTime();
            for (long done = 0; done < (long) rate * (seconds + warmUp); Thread.sleep(1)) {
                double elapsed = (System.nanoTime() - began) / 1e9;
                if (!warm[0] && elapsed > warmUp) warm[0] = true;
                for (double due = Math.min(elapsed, seconds + warmUp) * rate; done < due; done++)
                    send(producer, lines.readLine(), sent, waiting);
            }
            for (int i = 0; i < 750 && waiting.get() > 0; i++) Thread.sleep(20);
        }
        ended[0] = true;
        taker.join();
        double[] sorted = Arrays.copyOf(received, count[0]);
        Arrays.sort(sorted);
        System.out.println("{\"received50\":" + quantile(sorted, 0.5) + ",\"received99\":" + quantile(sorted, 0.99)
            + ",\"receivedMost\":" + quantile(sorted, 1) + ",\"unanswered\":" + waiting.get() + "}");
    }

    private static void send(KafkaProducer<String, String> producer, String line, Map<String, ArrayDeque<Long>> sent, AtomicLong waiting) {
        String key = keyOf(line);
        ArrayDeque<Long> times = sent.computeIfAbsent(key, one -> new ArrayDeque<>());
        synchronized (times) {
            times.addLast(System.nanoTime());
        }
        waiting.incrementAndGet();
        producer.send(new ProducerRecord<>("in", key, line));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? -1 : sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
    }

    /** The first three fields. */
    private static String keyOf(String line) {
        int end = line.indexOf(',', line.indexOf(',', line.indexOf(',') + 1) + 1);
        return line.substring(0, end).replace(',', '-');
    }

    private static Set<TopicPartition> partitionsOf(KafkaConsumer<String, String> consumer) {
        if (consumer.assignment().isEmpty()) {
            int count = consumer.partitionsFor("out").size();
            consumer.assign(IntStream.range(0, count).mapToObj(i -> new TopicPartition("out", i)).toList());
        }
        return consumer.assignment();
    }

    private static KafkaProducer<String, String> producer(String server, int linger) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", server);
        properties.put("linger.ms", linger);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(String server, String isolation) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", server);
        properties.put("isolation.level", isolation);
        properties.put("enable.auto.commit", false);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }
}
