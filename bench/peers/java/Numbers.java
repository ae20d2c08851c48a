import com.fasterxml.jackson.core.io.NumberOutput;

/** Numbers as JSON has them elsewhere: 240 and not 240.0. */
final class Numbers {
    private Numbers() {}

    static String text(double value) {
        if (value == (long) value && Math.abs(value) < 1e15) return Long.toString((long) value);
        return NumberOutput.toString(value, true);
    }
}
