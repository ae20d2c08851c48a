/** What running statistics keep of a key. */
public class Figures {
    public long events;
    public long active;
    public double minimum = Double.POSITIVE_INFINITY;
    public double maximum = Double.NEGATIVE_INFINITY;
    public double sum;

    public Figures() {}

    public Figures add(Alarm alarm) {
        events++;
        if (alarm.active) active++;
        minimum = Math.min(minimum, alarm.value);
        maximum = Math.max(maximum, alarm.value);
        sum += alarm.value;
        return this;
    }
}
