package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Reading;
import io.ckpi.core.record.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages: one observation per person who got one. */
final class MessageMeasure implements Measure<MessageMeasure> {

    private final Window window;
    private final Stats stats;
    private final Set<String> delivered = new HashSet<>();

    private long reached;
    private long opened;
    private long clicked;

    MessageMeasure(Window window, Stats stats) {
        this.window = window;
        this.stats = stats;
    }

    @Override
    public void add(Facts facts) {
        long[] times = facts.messageTimes;
        int from = Facts.from(times, window.start);
        if (from == times.length || times[from] >= window.cut) {
            return;
        }
        delivered.clear();
        boolean open = false;
        boolean click = false;
        List<Message> messages = facts.history.messages();
        for (int i = from; i < times.length && times[i] < window.cut; i++) {
            if (messages.get(i).event() == Message.Event.DELIVERED) {
                delivered.add(messages.get(i).messageRef());
            }
        }
        if (delivered.isEmpty()) {
            return;
        }
        for (int i = from; i < times.length && window.knows(times[i]); i++) {
            Message message = messages.get(i);
            boolean opens = message.event() == Message.Event.OPENED && !Boolean.TRUE.equals(message.machine());
            boolean clicks = message.event() == Message.Event.CLICKED;
            if (((opens && !open) || (clicks && !click)) && delivered.contains(message.messageRef())) {
                open |= opens;
                click |= clicks;
            }
        }
        reached++;
        opened += open ? 1 : 0;
        clicked += click ? 1 : 0;
    }

    @Override
    public void merge(MessageMeasure other) {
        reached += other.reached;
        opened += other.opened;
        clicked += other.clicked;
    }

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        Reading nobody = Stats.none("no message was delivered in the period", "в периоде нет доставленных сообщений");
        readings.put(
                "message.open-rate",
                reached == 0
                        ? nobody
                        : seen.before(Seen.Kind.OPENED, window.dataEnd)
                                ? stats.shares.ofRecords(opened, reached, 0)
                                : Stats.none("no opened messages are recorded", "открытия не записываются"));
        readings.put(
                "message.click-rate",
                reached == 0
                        ? nobody
                        : seen.before(Seen.Kind.CLICKED, window.dataEnd)
                                ? stats.shares.ofRecords(clicked, reached, 0)
                                : Stats.none("no clicks in messages are recorded", "переходы не записываются"));
    }
}
