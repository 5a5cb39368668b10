package guest;

import java.nio.charset.StandardCharsets;
import org.teavm.interop.Address;
import org.teavm.interop.Export;
import org.teavm.interop.Import;
import org.teavm.interop.Memory;

/** An HTTP guest in Java on the raw canonical ABI, compiled ahead of time by TeaVM; see ../README.md of the guests. */
public final class Main {
    private static final String T = "wasi:http/types@0.2.0";
    private static final String S = "wasi:io/streams@0.2.0";
    private static final int CHUNK = 4096; // the most that blocking-write-and-flush takes
    private static final int READ = 8192; // all memory outside the collected heap is 32 KiB

    @Import(module = T, name = "[constructor]fields") static native int fieldsNew();
    @Import(module = T, name = "[method]fields.append") static native void fieldsAppend(int self, Address k, int kn, Address v, int vn, Address ret);
    @Import(module = T, name = "[method]fields.entries") static native void fieldsEntries(int self, Address ret);
    @Import(module = T, name = "[resource-drop]fields") static native void fieldsDrop(int self);
    @Import(module = T, name = "[method]incoming-request.path-with-query") static native void requestPath(int self, Address ret);
    @Import(module = T, name = "[method]incoming-request.headers") static native int requestHeaders(int self);
    @Import(module = T, name = "[method]incoming-request.consume") static native void requestConsume(int self, Address ret);
    @Import(module = T, name = "[resource-drop]incoming-request") static native void requestDrop(int self);
    @Import(module = T, name = "[method]incoming-body.stream") static native void bodyStream(int self, Address ret);
    @Import(module = T, name = "[static]incoming-body.finish") static native int bodyDone(int self);
    @Import(module = T, name = "[resource-drop]future-trailers") static native void trailersDrop(int self);
    @Import(module = T, name = "[constructor]outgoing-response") static native int responseNew(int headers);
    @Import(module = T, name = "[method]outgoing-response.body") static native void responseBody(int self, Address ret);
    @Import(module = T, name = "[method]outgoing-body.write") static native void bodyWrite(int self, Address ret);
    @Import(module = T, name = "[static]outgoing-body.finish") static native void bodyFinish(int self, int some, int t, Address ret);
    @Import(module = T, name = "[static]response-outparam.set") static native void outparamSet(int o, int d, int a, int b, long c, int e, int f, int g, int h);
    @Import(module = S, name = "[method]input-stream.blocking-read") static native void read(int self, long n, Address ret);
    @Import(module = S, name = "[resource-drop]input-stream") static native void inputDrop(int self);
    @Import(module = S, name = "[method]output-stream.blocking-write-and-flush") static native void write(int self, Address p, int n, Address ret);
    @Import(module = S, name = "[resource-drop]output-stream") static native void outputDrop(int self);
    @Import(module = "wasi:io/error@0.2.0", name = "[resource-drop]error") static native void errorDrop(int self);

    private static int count;

    private Main() { }

    public static void main(String[] args) { }

    @Export(name = "wasi:http/incoming-handler@0.2.0#handle")
    public static void handle(int request, int outparam) {
        Address r = Memory.malloc(64, 8);
        requestPath(request, r);
        String path = r.getByte() != 0 ? string(r.add(4)) : "/";
        int headers = requestHeaders(request);
        int body = respond(headers, outparam, r);
        bodyWrite(body, r);
        int out = r.add(4).getInt();
        if (path.startsWith("/echo")) {
            echo(request, out, r);
        } else if (path.startsWith("/headers")) {
            show(headers, out, r);
        } else if (path.startsWith("/trap")) {
            throw new IllegalStateException("asked to");
        } else {
            print(out, "hello from Java " + path + " count=" + ++count + "\n", r);
        }
        fieldsDrop(headers);
        outputDrop(out); // children before parents
        bodyFinish(body, 0, 0, r);
        requestDrop(request);
    }

    /** Sends the response's headers, those of the request that begin with x-echo- among them. */
    private static int respond(int headers, int outparam, Address r) {
        int fields = fieldsNew();
        append(fields, "content-type", "text/plain", r);
        append(fields, "x-guest", "java", r);
        fieldsEntries(headers, r);
        Address entry = r.getAddress();
        for (int n = r.add(4).getInt(); n > 0; n--, entry = entry.add(16)) {
            if (string(entry).startsWith("x-echo-")) {
                fieldsAppend(fields, entry.getAddress(), entry.add(4).getInt(), entry.add(8).getAddress(), entry.add(12).getInt(), r);
            }
        }
        int response = responseNew(fields);
        responseBody(response, r);
        int body = r.add(4).getInt();
        outparamSet(outparam, 0, response, 0, 0L, 0, 0, 0, 0);
        return body;
    }

    private static void echo(int request, int out, Address r) {
        requestConsume(request, r);
        int body = r.add(4).getInt();
        bodyStream(body, r);
        int in = r.add(4).getInt();
        for (;;) {
            read(in, READ, r);
            if (failed(r)) {
                break;
            }
            Address p = r.add(4).getAddress();
            int n = r.add(8).getInt();
            boolean sent = send(out, p, n, r);
            if (n > 0) {
                Memory.free(p, n, 1);
            }
            if (!sent) {
                break;
            }
        }
        inputDrop(in);
        trailersDrop(bodyDone(body));
    }

    private static void show(int headers, int out, Address r) {
        fieldsEntries(headers, r);
        Address entry = r.getAddress();
        for (int n = r.add(4).getInt(); n > 0; n--, entry = entry.add(16)) {
            print(out, string(entry) + ": " + string(entry.add(8)) + "\n", r);
        }
    }

    /** Tells whether the stream call whose result is at r failed, and drops its error. */
    private static boolean failed(Address r) {
        if (r.getByte() == 0) {
            return false;
        }
        if (r.add(4).getByte() == 0) {
            errorDrop(r.add(8).getInt());
        }
        return true;
    }

    private static boolean send(int out, Address p, int n, Address r) {
        for (int at = 0; at < n; at += CHUNK) {
            write(out, p.add(at), Math.min(CHUNK, n - at), r);
            if (failed(r)) {
                return false;
            }
        }
        return true;
    }

    private static void print(int out, String s, Address r) {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        Address p = copy(b);
        send(out, p, b.length, r);
        Memory.free(p, b.length, 1);
    }

    private static void append(int fields, String name, String value, Address r) {
        byte[] k = name.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        fieldsAppend(fields, copy(k), k.length, copy(v), v.length, r);
    }

    private static Address copy(byte[] b) {
        Address p = Memory.malloc(b.length, 1);
        Memory.putBytes(p, b, 0, b.length);
        return p;
    }

    /** The string whose pointer and length are at a. */
    private static String string(Address a) {
        Address p = a.getAddress();
        byte[] b = new byte[a.add(4).getInt()];
        Memory.getBytes(p, b, 0, b.length);
        return new String(b, StandardCharsets.UTF_8);
    }
}
