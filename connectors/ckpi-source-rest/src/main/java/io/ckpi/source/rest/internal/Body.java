package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that never waits without looking whether the work is to stop, and that has a limit.
 * Holds one buffer of the connection. Read by one thread.
 */
final class Body extends InputStream implements HttpResponse.BodySubscriber<Body> {

    private static final int STEP_MILLIS = 100;
    private static final Object END = new Object();

    private final Http http;
    private final String name;
    private final long limit;
    private final Runnable check;
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private boolean closed;
    private boolean ended;
    private long count;

    Body(Http http, String name, long limit, Runnable check) {
        this.http = http;
        this.name = name;
        this.limit = limit;
        this.check = check;
    }

    // ---- the connection's side

    @Override
    public CompletionStage<Body> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean late;
        synchronized (events) {
            late = closed || subscription != null;
            if (!late) {
                subscription = given;
            }
        }
        if (late) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        events.add(item);
    }

    @Override
    public void onError(Throwable failure) {
        events.add(failure);
    }

    @Override
    public void onComplete() {
        events.add(END);
    }

    // ---- the reader's side

    @Override
    public int read() {
        return fill() ? buffers.element().get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        ByteBuffer buffer = buffers.element();
        int size = Math.min(length, buffer.remaining());
        buffer.get(target, offset, size);
        return size;
    }

    /** Makes at least one byte available; false at the end. */
    private boolean fill() {
        while (true) {
            while (!buffers.isEmpty() && !buffers.element().hasRemaining()) {
                buffers.remove();
            }
            if (!buffers.isEmpty()) {
                return true;
            }
            if (ended) {
                return false;
            }
            take(await());
        }
    }

    private void take(Object event) {
        if (event == END) {
            ended = true;
        } else if (event instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof ByteBuffer buffer) {
                    buffers.add(buffer);
                    count += buffer.remaining();
                }
            }
            if (count > limit) {
                close();
                throw http.fault(
                        CkpiException.Kind.DATA, "SIZE", name + ": the answer is longer than " + limit + " bytes");
            }
            Flow.Subscription present = subscription;
            if (present != null) {
                present.request(1);
            }
        } else {
            close();
            throw http.cut(name); // the client's words may quote the answer
        }
    }

    private Object await() {
        long silent = 0;
        try {
            while (true) {
                Object event = events.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    return event;
                }
                check.run();
                silent += STEP_MILLIS;
                if (silent >= http.timeoutMillis()) {
                    throw http.slow(name);
                }
            }
        } catch (InterruptedException e) {
            close();
            throw http.interrupted(e);
        } catch (CkpiException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Flow.Subscription present;
        synchronized (events) {
            closed = true;
            present = subscription;
        }
        if (present != null && !ended) {
            present.cancel();
        }
    }
}
