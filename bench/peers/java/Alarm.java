import java.time.LocalDate;

/** One alarm, as a Flink job's POJO. */
public class Alarm {
    public String key;
    public long station;
    public long sensor;
    public long alarm;
    /** Milliseconds since 1970-01-01Z. */
    public long time;
    public double value;
    public boolean active;

    private static final long MAX_ID = (1L << 53) - 1;

    public Alarm() {}

    /** Reads a line of bts-csv; null when it is wrong. */
    public static Alarm parse(String line) {
        int[] commas = new int[7];
        int at = -1;
        for (int i = 0; i < 7; i++) {
            at = line.indexOf(',', at + 1);
            if (at < 0) return null;
            commas[i] = at;
        }
        if (line.indexOf(',', at + 1) >= 0) return null;
        Alarm alarm = new Alarm();
        alarm.station = id(line, 0, commas[0]);
        alarm.sensor = id(line, commas[0] + 1, commas[1]);
        alarm.alarm = id(line, commas[1] + 1, commas[2]);
        if (alarm.station < 0 || alarm.sensor < 0 || alarm.alarm < 0) return null;
        alarm.time = time(line, commas[2] + 1, commas[3]);
        if (alarm.time == Long.MIN_VALUE) return null;
        alarm.value = decimal(line, commas[3] + 1, commas[4]);
        if (Double.isNaN(alarm.value) || Double.isNaN(decimal(line, commas[4] + 1, commas[5]))) return null;
        if (line.regionMatches(commas[5] + 1, "True,", 0, 5)) alarm.active = true;
        else if (!line.regionMatches(commas[5] + 1, "False,", 0, 6)) return null;
        alarm.key = alarm.station + "-" + alarm.sensor + "-" + alarm.alarm;
        return alarm;
    }

    private static long id(String line, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 16 || (length > 1 && line.charAt(from) == '0')) return -1;
        long id = 0;
        for (int i = from; i < to; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') return -1;
            id = id * 10 + (c - '0');
        }
        return id <= MAX_ID ? id : -1;
    }

    /** yyyy-MM-dd HH:mm:ss UTC. */
    private static long time(String line, int from, int to) {
        if (to - from != 23 || !line.startsWith(" UTC", to - 4)) return Long.MIN_VALUE;
        if (line.charAt(from + 4) != '-' || line.charAt(from + 7) != '-' || line.charAt(from + 10) != ' '
                || line.charAt(from + 13) != ':' || line.charAt(from + 16) != ':') return Long.MIN_VALUE;
        int year = number(line, from, 4);
        int month = number(line, from + 5, 2);
        int day = number(line, from + 8, 2);
        int hour = number(line, from + 11, 2);
        int minute = number(line, from + 14, 2);
        int second = number(line, from + 17, 2);
        if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59
                || second < 0 || second > 59) return Long.MIN_VALUE;
        LocalDate first = LocalDate.of(year, month, 1);
        if (day > first.lengthOfMonth()) return Long.MIN_VALUE;
        long days = first.toEpochDay() + day - 1;
        return (days * 86_400 + hour * 3600 + minute * 60 + second) * 1000;
    }

    private static int number(String line, int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') return -1;
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /** Digits with at most one point within, and an exponent; NaN for anything else. */
    private static double decimal(String line, int from, int to) {
        int at = from;
        if (at < to && line.charAt(at) == '-') at++;
        int digits = digits(line, at, to);
        if (digits == at) return Double.NaN;
        at = digits;
        if (at < to && line.charAt(at) == '.') {
            digits = digits(line, at + 1, to);
            if (digits == at + 1) return Double.NaN;
            at = digits;
        }
        if (at < to && (line.charAt(at) == 'e' || line.charAt(at) == 'E')) {
            at++;
            if (at < to && (line.charAt(at) == '-' || line.charAt(at) == '+')) at++;
            digits = digits(line, at, to);
            if (digits == at) return Double.NaN;
            at = digits;
        }
        if (at != to) return Double.NaN;
        double value = Double.parseDouble(line.substring(from, to));
        return Double.isInfinite(value) ? Double.NaN : value;
    }

    private static int digits(String line, int from, int to) {
        int at = from;
        while (at < to && line.charAt(at) >= '0' && line.charAt(at) <= '9') at++;
        return at;
    }
}
