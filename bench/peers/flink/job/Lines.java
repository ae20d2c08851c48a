import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Writes results into one file, a line each. */
public class Lines implements Sink<String> {
    private final String path;

    public Lines(String path) {
        this.path = path;
    }

    @Override
    public SinkWriter<String> createWriter(WriterInitContext context) throws IOException {
        OutputStream file = new BufferedOutputStream(new FileOutputStream(path), 1 << 20);
        return new SinkWriter<>() {
            @Override
            public void write(String line, Context written) throws IOException {
                file.write(line.getBytes(StandardCharsets.UTF_8));
                file.write('\n');
            }

            @Override
            public void flush(boolean endOfInput) throws IOException {
                file.flush();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
